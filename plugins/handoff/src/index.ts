/** handoff: hands the user to a human agent (转发到客服), and is silent while one has the user. */
import { type Context, createHours, definePlugin, type Scope } from '@wechatbot/core'
import * as v from 'valibot'
import { createGate } from './gate.ts'
import { createLine } from './line.ts'
import { options } from './options.ts'

export const handoff = definePlugin({
  name: 'handoff',
  options: v.optional(options, {}),
  setup(scope, options) {
    const { hours, timeZone, notify, silentMs } = options
    const openingAt = createHours(hours, timeZone)
    const gate = createGate({
      options,
      line: createLine(scope, silentMs),
      isOpen: (seconds) => openingAt(seconds * 1000).isOpen,
      tellOwner: notify === undefined ? undefined : createNotice(scope, notify),
      monotonic: () => scope.clock.monotonic(),
    })
    scope.use(gate, { phase: 'gate' })
  },
})

export default handoff

/** So much of a user's message goes into the notice. */
const MAX_QUOTED = 200

/** Tells the owner, by a job: a notice is tried again where WeChat cannot be reached. */
function createNotice(scope: Scope, owner: string): (ctx: Context) => Promise<void> {
  try {
    scope.api
  } catch {
    scope.log.warn('notify needs the API: without an appSecret the owner is told nothing')
  }
  const notice = scope.job('notice', (text: string, { notify }) => notify(owner, { text }))
  return async ({ message, from }) => {
    const said = 'Content' in message ? String(message.Content).slice(0, MAX_QUOTED) : ''
    const text = `有用户找人工${said === '' ? '' : `：「${said}」`}。请到公众号后台的「私信」里回复。（OpenID ${from}）`
    // One of each user: a second one in a row replaces the first.
    await notice.at(0, text, { id: from, openid: from })
  }
}
