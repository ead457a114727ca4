/** The rooms of the house, and the arrows between them. */

export const CORE = 'packages/core/src/'
export const COMMAND = 'packages/cli/src/'
/** What belongs to the command as a whole, and what the package offers to programs. */
export const LOOSE = [
  ...['errors.ts', 'index.ts', 'invocation.ts', 'main.ts', 'open-file.ts', 'place.ts', 'target.ts'],
  ...['usage.ts', 'whole.ts'],
]

/**
 * The rooms of core, and the rooms that the files of each import: all arrows, types included, and no more.
 * A folder is a room, and so is each file beside them; in pipeline the five stages are one, and the other
 * files one each. Errors, refusals, clock, secrets and packages on demand are open to
 * all.
 */
export const ARROWS: Readonly<Record<string, readonly string[]>> = {
  xml: [],
  crypto: ['xml'],
  account: ['crypto'],
  protocol: [],
  message: [],
  reply: ['message', 'protocol', 'xml'],
  records: ['message', 'reply'],
  soon: [],
  store: ['crypto', 'records', 'reply', 'soon'],
  turn: ['message', 'protocol', 'records', 'reply', 'store'],
  http: ['protocol', 'records', 'turn'],
  api: ['account', 'crypto', 'http', 'message', 'protocol', 'reply', 'store', 'xml'],
  late: ['account', 'api', 'message', 'protocol', 'records', 'reply', 'soon', 'store', 'turn'],
  'option-values': ['message'],
  chain: ['account', 'api', 'message', 'records', 'reply', 'soon', 'store', 'turn'],
  session: ['records', 'store'],
  jobs: ['api', 'chain', 'crypto', 'records', 'session', 'store'],
  version: [],
  plugin: ['account', 'api', 'chain', 'jobs', 'records', 'reply', 'session', 'store', 'version'],
  config: [
    'account',
    'api',
    'crypto',
    'http',
    'late',
    'message',
    'option-values',
    'plugin',
    'records',
    'reply',
    'store',
    'turn',
  ],
  'pipeline/runtime': ['api', 'chain', 'config', 'late', 'records', 'soon', 'store', 'turn', 'xml'],
  assembly: ['api', 'config', 'late', 'pipeline/runtime', 'records', 'store', 'turn', 'xml'],
  'pipeline/closing': ['pipeline/runtime', 'turn'],
  'pipeline/admit': ['pipeline/runtime', 'soon', 'store', 'turn'],
  'pipeline/answer': [
    'api',
    'chain',
    'pipeline/admit',
    'pipeline/runtime',
    'records',
    'reply',
    'soon',
    'turn',
  ],
  'pipeline/rerun': ['late', 'pipeline/runtime', 'turn'],
  'pipeline/run': [
    'pipeline/answer',
    'pipeline/runtime',
    'pipeline/rerun',
    'reply',
    'soon',
    'store',
    'turn',
  ],
  stage: [
    'account',
    'crypto',
    'http',
    'message',
    'pipeline/run',
    'pipeline/runtime',
    'records',
    'reply',
    'soon',
    'store',
    'turn',
    'xml',
  ],
  'pipeline/flow': ['message', 'pipeline/runtime', 'reply', 'stage', 'turn'],
  'pipeline/fetch': ['http', 'pipeline/flow', 'pipeline/runtime', 'stage'],
  'pipeline/index': ['http', 'pipeline/flow', 'pipeline/runtime', 'soon', 'stage'],
  'pipeline/recovery': [
    'late',
    'pipeline/answer',
    'pipeline/run',
    'pipeline/runtime',
    'pipeline/rerun',
    'stage',
    'store',
    'turn',
  ],
  bot: [
    'account',
    'api',
    'assembly',
    'chain',
    'config',
    'jobs',
    'pipeline/closing',
    'pipeline/fetch',
    'pipeline/index',
    'pipeline/recovery',
    'pipeline/runtime',
    'plugin',
    'records',
    'session',
    'soon',
    'store',
  ],
  app: ['bot', 'config', 'http', 'pipeline/index', 'pipeline/runtime', 'records', 'turn'],
  hours: [],
}
export const OPEN_TO_ALL = ['errors', 'refusals', 'clock', 'on-demand', 'secrets']
export const STAGES = ['verify', 'parse', 'dedupe', 'handle', 'serialize']

/** The room that a file of core stands in. */
export function roomOf(file: string): string {
  const path = file.slice(CORE.length).replace(/\.ts$/, '')
  const [folder = '', name] = path.split('/')
  if (folder !== 'pipeline' || name === undefined) return folder
  return STAGES.includes(name) ? 'stage' : path
}
