/** What to do about a refusal, by its status. The bot writes the reason to its log only. */
import { words } from '../words/index.ts'

const { chat: say } = words

const ADVICE: Readonly<Record<number, string>> = {
  403: say.refused,
  404: say.noPath,
  502: say.badGateway,
  504: say.gatewayTimeout,
}

export function adviceOn(status: number): string {
  return ADVICE[status] ?? say.otherStatus(status)
}
