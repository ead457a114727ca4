/**
 * What core says of a wrong call in the code of a bot or a plugin, in Chinese. `calls.spec.ts` makes the mistakes. All
 * other texts stay English.
 */
import { expectation, finding } from './phrases.ts'

/** `$1` and the others are parts of the English text. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [
    /^(\w+\(\)) in (".+?") too late: the bot serves already, or is closed; register handlers before it serves$/,
    '$2 调用 $1 太晚：机器人已经开始回复，或者已经关闭；请在初始化结束之前注册处理函数',
  ],
  [
    /^(\w+) (".+?") of (".+?") too late: the bot serves already, or is closed; register it once, before it serves$/,
    '$3 注册 $1 $2 太晚：机器人已经开始回复，或者已经关闭；请在初始化时注册一次',
  ],
  [
    /^(\w+) (".+?") of (".+?"): expected another name, got it again$/,
    '$3 注册了两次 $1 $2；请换一个名字',
  ],
  [
    /^(every\(".*?"\)) of (".+?") too late: the bot serves already, or is closed; register it once, before it serves$/,
    '$2 注册 $1 太晚：机器人已经开始回复，或者已经关闭；请在初始化时注册一次',
  ],
  [
    /^(every\(".*?"\)) of (".+?"): expected another name, got (".+") again$/,
    '$2 注册了两次 $1，名字都是 $3；请换一个名字',
  ],
]

/** `filter: expected a kind, got "txt"` */
const OF_ARGUMENT =
  /^(filter|hears|on|use|setup|onClose|observe|definePlugin): expected (.+?), got (.+)$/
/** `every("0 8 * * *") of "tea": expected a function, got nothing` */
const OF_TIMES = /^(every\(".*?"\)|job ".*?") of (".+?"): (at\(\) )?expected (.+?), got (.+)$/
/** The problems behind it are said in Chinese already. */
const OF_SESSION = /^session of (".+?"): (.+)$/

export function ofCall(text: string): string {
  const [phrase, chinese = ''] = PHRASES.find(([each]) => each.test(text)) ?? []
  if (phrase !== undefined) return text.replace(phrase, chinese)
  const [, session, problems = ''] = OF_SESSION.exec(text) ?? []
  if (session !== undefined) return `${session} 的 session：${problems.replaceAll('; ', '；')}`
  const [, times, plugin, at, wanted = '', found = ''] = OF_TIMES.exec(text) ?? []
  if (times !== undefined) {
    const call = at === undefined ? times : `${times} 的 at()`
    return `${plugin} 的 ${call}：期望 ${expectation(wanted)}，实际是 ${finding(found)}`
  }
  const [, call, expected = '', got = ''] = OF_ARGUMENT.exec(text) ?? []
  return call === undefined
    ? text
    : `${call}：期望 ${expectation(expected)}，实际是 ${finding(got)}`
}
