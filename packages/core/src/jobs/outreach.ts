/** The users whom the bot may write to by itself, and the ways to do so. Without the API there are none. */
import type { Allowance } from '../api/allowance.ts'
import type { Api } from '../api/types.ts'
import { lacking } from '../store/completed.ts'
import { reachableSet } from '../store/keys.ts'
import type { Sets } from '../store/types.ts'
import { createNotify } from './notify.ts'
import { createReachable } from './reachable.ts'
import type { Outreach } from './types.ts'

export interface OutreachParts {
  /** @throws WechatBotError NO_API when the account has no appSecret. */
  readonly api: () => Api
  readonly allowance: Allowance | undefined
  /** Undefined where the Store has no sets. */
  readonly sets: Sets | undefined
  /** The beginning of the account's keys. */
  readonly scope: string
}

export function createOutreach({ api, allowance, sets, scope }: OutreachParts): Outreach {
  return {
    notify: createNotify({ api, allowance }),
    reachable: () => {
      api()
      if (sets === undefined || allowance === undefined) throw lacking('reachable()', 'sets')
      return createReachable({ allowance, sets, set: reachableSet(scope) })()
    },
  }
}
