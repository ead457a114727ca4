/**
 * Why the user sees the outage notice, in Chinese. The simulator says it in English; `zh.spec.ts` compares the table
 * with its phrases.
 */

/** Each phrase of the simulator. What a number, a name or the rest of the body stands for is kept. */
export const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^status (\d+)$/, '状态码 $1'],
  [/^no answer to any of the requests$/, '每次请求都没有响应'],
  [/^not XML: /, '不是 XML：'],
  [/^an envelope that WeChat cannot open$/, '微信解不开的密文'],
  [/^plaintext in safe mode$/, '安全模式下返回了明文'],
  [/^(\w+) is not (.+)$/, '$1 不是 $2'],
  [/^CreateTime is no number$/, 'CreateTime 不是数字'],
  [/^MsgType (.*) is no reply$/, '不能用 MsgType $1 回复'],
  [/^([\w.]+) is missing or empty$/, '缺少 $1，或者是空的'],
  [/^Content has more than (\d+) bytes$/, 'Content 超过 $1 字节'],
  [/^Music\.ThumbMediaId is empty$/, 'Music.ThumbMediaId 是空的'],
  [/^ArticleCount is (.+), there are (\d+) articles$/, 'ArticleCount 是 $1，实际有 $2 篇'],
  [/^(\w+) for an event$/, '事件不能用 $1 回复'],
]

/** Translates the `why` of an outage. An unknown phrase is not translated. */
export function reason(why: string): string {
  const [phrase, chinese = ''] = REASONS.find(([each]) => each.test(why)) ?? []
  return phrase === undefined ? why : why.replace(phrase, chinese)
}
