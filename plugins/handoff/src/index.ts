/** handoff: hands the user to a human agent (转发到客服), and is silent while one has the user. */
import { type Context, createHours, definePlugin, hasApi, type Scope } from '@wechatbot/core'
import * as v from 'valibot'
import { createGate } from './gate.ts'
import { createLine } from './line.ts'
import { options } from './options.ts'

export const handoff = definePlugin({
  name: 'handoff',
  options: v.optional(options, {}),
  setup(scope, options) {
    const { hours, notify, silentMs } = options
    const openingAt = createHours(hours, scope.timeZone)
    const gate = createGate({
      options,
      line: createLine(scope, silentMs),
      openingAt: (seconds) => openingAt(seconds * 1000),
      tellOwner: notify === undefined ? undefined : createNotice(scope, notify),
      monotonic: () => scope.clock.monotonic(),
    })
    scope.use(gate, { phase: 'gate' })
  },
})

export default handoff

/** The number of characters of a user's message that the notice quotes. */
const MAX_QUOTED = 200

/** Tells the owner by a job, so that a notice is tried again when WeChat cannot be reached. */
function createNotice(scope: Scope, owner: string): (ctx: Context) => Promise<void> {
  if (!hasApi(scope)) {
    scope.log.warn('notify needs the API: without an appSecret the owner is told nothing')
  }
  const notice = scope.job('notice', (text: string, { notify }) => notify(owner, { text }))
  return async ({ message, from }) => {
    const said = 'Content' in message ? String(message.Content).slice(0, MAX_QUOTED) : ''
    const text = `有用户找人工${said === '' ? '' : `：「${said}」`}。请到公众号后台的「私信」里回复。（OpenID ${from}）`
    // One notice for each user: a later one that comes soon replaces it.
    await notice.at(0, text, { id: from, openid: from })
  }
}
