/**
 * @wechatbot/core/internal: for the command, the simulator and the playground of this repository.
 *   It is no public API and changes without notice.
 */

export type { Account } from './account.ts'
export { proxyOf } from './api/exchange.ts'
export { writtenReplies } from './api/menu.ts'
export { resolveBot, resolveServer } from './config/defaults.ts'
export { botProblems, serverProblems } from './config/schema.ts'
export { secretsOf } from './config/settings.ts'
export { nearest, type Path, pathText, problemText, unknownKeys } from './errors.ts'
export { foreignHost, fromPage } from './http/guard.ts'
export { samePath } from './http/paths.ts'
export { toVerificationPaths } from './http/verification.ts'
export { LATE_NAMES } from './late/strategies.ts'
export { isEventKind } from './message/filter.ts'
export { type Runtime, runtimeOf } from './pipeline/runtime.ts'
export { entryProblem, pluginProblem, toConfigured } from './plugin/entries.ts'
export { optionProblems } from './plugin/options.ts'
export { ATTEMPTS, PATIENCE_MS } from './protocol.ts'
export { Observers } from './records/observers.ts'
export { userStack } from './records/stack.ts'
export {
  isSecretOption,
  maskerOf,
  maskSecrets,
  type Redaction,
  redactSecrets,
  secretsIn,
} from './secrets.ts'
export { boxOf, readJobName, sessionRecord } from './store/keys.ts'
export { OVERLAP_NAMES } from './turn/overlap.ts'
