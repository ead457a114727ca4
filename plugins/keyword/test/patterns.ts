/** Regular expressions of rules: some that backtrack for ever, and some that shops write. */

/** `text` is what it is hard on: `pump`, many times, between a `start` and an `end` that spoil the match. */
export interface EvilPattern {
  readonly written: string
  readonly pump: string
  readonly start?: string
  readonly end?: string
  /** What only the worker can run. */
  readonly needsWorker?: boolean
}

const evil = (written: string, pump: string, more: Partial<EvilPattern> = {}): EvilPattern => ({
  written,
  pump,
  ...more,
})
const worker = { needsWorker: true }

export const EVIL: readonly EvilPattern[] = [
  // Repetitions of repetitions.
  evil('(a+)+$', 'a'),
  evil('([a-z]+)*$', 'a'),
  evil('^(\\d+)*$', '0'),
  evil('(x+x+)+y', 'x', { start: 'y' }),
  evil('(.*a){20}', 'a'),
  evil('^(.*,){11}P', ',', { start: 'P' }),
  evil('([^,]*,)*x$', ',', { start: 'x' }),
  evil('^(\\w+\\s?)*$', 'a '),
  evil('(.+)+$', 'a', { end: '\n' }),
  evil('^(([a-z])+.)+[A-Z]([a-z])+$', 'a'),
  evil('^(a?){25}a{25}$', 'a'),
  evil('(a*)*b', 'a', worker),
  evil('^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+$', 'a', worker),
  // Two ways to read one text.
  evil('(a|aa)+$', 'a'),
  evil('(a|a)*$', 'a'),
  evil('(a|b|ab)*c', 'ab', { start: 'c' }),
  evil('(\\w|\\d)+$', '0'),
  evil('^(?:.|.)*$x', 'x'),
  evil('^(a|a|b)+c$', 'a', { end: 'c?' }),
  evil('^(.|\\n)*x$', 'a', { end: 'x!' }),
  evil('(ab|a)(b|bc)*$', 'ab'),
  evil('(退|退款|款)+$', '退款'),
  evil('(一|一一)+$', '一'),
  evil('(?:你|你好|好)*$吗', '你好', { start: '吗' }),
  evil('(\\s|\u3000)+$', '\u3000'),
  evil('(\\s|\\u3000)+$', '\u3000'),
  evil('([一-龥]|退)+$', '退'),
  evil('a*a*a*a*a*b', 'a', { end: '!b!' }),
  evil('\\s*\\s*\\s*$', ' '),
  evil('\\d*\\d*\\d*x', '0'),
  evil('\\w+\\w+\\w+\\d', 'a'),
  evil('\\d+\\d+\\d+年', '0', { start: '年' }),
  evil('.*.*=.*', '.'),
  evil('(.*)(.*)(.*)x', 'a'),
  evil('.*.*.*价格', '价格', { end: '价' }),
  evil('^(.+)到(.+)从(.+)去$', '到从', { end: '去!' }),
  evil('\\s+$', ' '),
  // What no text that is made from the expression alone betrays.
  evil('^(.*?),(.*?),(.*?),(.*?),(.*?)$', ',', { end: '\nx' }),
  evil('a.*b.*c.*d.*e', 'abcd', { start: 'e' }),
  evil('Q1(.*)Q2(.*)Q3(.*)Q4', 'Q1Q2Q3', { start: 'Q4' }),
  // What the linear engine has not.
  evil('(?=(a+))(a|b)*\\1$', 'a', worker),
  evil('(a+)+(?!a)\\1$', 'a', worker),
  evil('^(.*?),(.*?),(.*?),(.*?),(.*?)(?=$)', ',', { ...worker, end: '\nx' }),
  evil('^(a+)+(?<=b)$', 'a', worker),
]

/** As long as a message that reaches an expression. */
export function attack({ pump, start = '', end = '!' }: EvilPattern, bytes = 2048): string {
  const room = bytes - Buffer.byteLength(start + end)
  return start + pump.repeat(Math.floor(room / Buffer.byteLength(pump))) + end
}

/** What a shop writes. */
export const GOOD: readonly string[] = [
  '^退(货|款)$',
  '订单\\s*(\\d+)',
  '.*价格.*',
  '价格|多少钱',
  '^天气 (?<city>.+)$',
  '^\\s*查\\s*(\\S+)\\s*$',
  '^1[3-9]\\d{9}$',
  '(你好|您好|hi|hello)+',
  '^(.+)到(.+)$',
  '\\p{Script=Han}+',
  '/^vip/i',
  '/^(?<word>[^\\s😀]+)(?: +(\\d{1,3}))?$/',
  '\\b(ok|好)\\b',
]
