/** keyword: answers text messages by rules. The first rule that matches wins. */
import { definePlugin, type Reply, toReply } from '@wechatbot/core'
import * as v from 'valibot'
import { createMatcher } from './match.ts'

const reply = v.pipe(
  v.unknown(),
  v.rawTransform<unknown, Reply>(({ dataset, addIssue, NEVER }) => {
    try {
      return toReply(dataset.value)
    } catch (error) {
      addIssue({ message: error instanceof Error ? error.message : String(error) })
      return NEVER
    }
  }),
)

const word = v.pipe(v.string(), v.minLength(1, 'a word of at least one character'))
const pattern = v.union([word, v.instance(RegExp)], 'a word or a RegExp')

const rule = v.pipe(
  v.strictObject({
    /** White space at its ends aside, a word is compared with the Content as `mode` says. */
    match: v.union(
      [pattern, v.pipe(v.array(pattern), v.minLength(1, 'at least one word'))],
      'a word, a RegExp, or a list of them',
    ),
    /** A text, or any reply object. */
    reply,
    /** All of the Content, anywhere in it, its beginning, or a regular expression searched in it. */
    mode: v.optional(v.picklist(['exact', 'contains', 'prefix', 'regex']), 'exact'),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    try {
      createMatcher([dataset.value.match].flat(), dataset.value.mode)
    } catch (error) {
      addIssue({ message: error instanceof Error ? error.message : String(error) })
    }
  }),
)

const options = v.strictObject({
  /** Tried in order. */
  rules: v.optional(v.array(rule), []),
})

export const keyword = definePlugin({
  name: 'keyword',
  options: v.optional(options, {}),
  setup(scope, { rules }) {
    const matchers = rules.map((each) => ({
      matches: createMatcher([each.match].flat(), each.mode),
      reply: each.reply,
    }))
    scope.on('text', ({ message }) => {
      const content = message.Content.trim()
      return matchers.find(({ matches }) => matches(content))?.reply
    })
  },
})

export default keyword
