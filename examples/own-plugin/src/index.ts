/** fortune: who writes 抽签 gets one fortune a day. */
import { definePlugin } from '@wechatbot/core'
import * as v from 'valibot'

const DAY_MS = 24 * 60 * 60 * 1000

export default definePlugin({
  name: 'fortune',
  core: '>=0.1.0 <1',
  // Any Standard Schema. Defaults are filled in here; wrong options stop the start.
  options: v.optional(
    v.strictObject({
      trigger: v.optional(v.string(), '抽签'),
      fortunes: v.optional(v.pipe(v.array(v.string()), v.minLength(1)), ['大吉', '中吉', '小吉']),
    }),
    {},
  ),
  setup(scope, { trigger, fortunes }) {
    scope.hears(trigger, async ({ from }) => {
      const drawn = fortunes[Math.floor(Math.random() * fortunes.length)] ?? ''
      // Kept with the bot's store: the same answer all day, on every instance.
      const isFirst = await scope.store.setIfAbsent(from, drawn, DAY_MS)
      return isFirst ? drawn : `今天已经抽过了：${await scope.store.get(from)}`
    })
  },
})
