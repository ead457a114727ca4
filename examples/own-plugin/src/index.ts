import { definePlugin } from '@wechatbot/core'
import * as v from 'valibot'

const DAY_MS = 24 * 60 * 60 * 1000

// Any Standard Schema. A wrong option stops the start. The texts stand behind "expected": they are nouns.
const options = v.optional(
  v.strictObject({
    trigger: v.optional(v.string('the text that draws a fortune'), '抽签'),
    fortunes: v.optional(
      v.pipe(
        v.array(v.string('the text of a fortune'), 'a list of fortunes'),
        v.minLength(1, 'at least one fortune'),
      ),
      ['大吉', '中吉', '小吉'],
    ),
  }),
  {},
)

export default definePlugin({
  name: 'fortune',
  core: '>=0.1.0 <1',
  options,
  setup(scope, { trigger, fortunes }) {
    // A state for each user, in the store of the bot: the same on every instance.
    const today = scope.session({ name: 'today', initial: () => ({ fortune: '' }), ttlMs: DAY_MS })
    let asked = 0

    scope.hears(trigger, async (ctx) => {
      asked += 1
      const { fortune } = await today.get(ctx)
      if (fortune !== '') return `今天已经抽过了：${fortune}`
      const drawn = fortunes[Math.floor(Math.random() * fortunes.length)] ?? ''
      // Of two messages at once, the first one draws.
      const state = await today.update(ctx, (now) =>
        now.fortune === '' ? { fortune: drawn } : now,
      )
      return state.fortune
    })

    // When the bot closes. What the setup opens is closed here, too: a connection, a file.
    scope.onClose(() => scope.log.info({ asked }, 'closed'))
  },
})
