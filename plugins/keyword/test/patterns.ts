/** Regular expressions of rules: some that backtrack for ever, and some that shops write. */

/** What it backtracks on is `pump`, many times, and then an `end` that spoils the match. */
export type EvilPattern = readonly [pattern: string, pump: string, end?: string]

/** A repetition of a repetition: their shape betrays them. */
export const REPEATED: readonly EvilPattern[] = [
  ['(a+)+$', 'a'],
  ['([a-z]+)*$', 'a'],
  ['(a*)*b', 'a'],
  ['^(\\d+)*$', '0'],
  ['(x+x+)+y', 'x'],
  ['(.*a){20}', 'a'],
  ['^(a?){25}a{25}$', 'a'],
  ['^(.*,){11}P', ','],
  ['([^,]*,)*x$', ','],
  ['^(\\w+\\s?)*$', 'a '],
  ['(.+)+$', 'a', '\n'],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'],
  ['^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+$', 'a'],
]

/** Two ways to read one text: only a trial finds them. The first five double their time with each character. */
export const AMBIGUOUS: readonly EvilPattern[] = [
  ['(a|aa)+$', 'a'],
  ['(a|a)*$', 'a'],
  ['(a|b|ab)*c', 'ab'],
  ['(\\w|\\d)+$', '0'],
  ['^(?:.|.)*$x', 'x'],
  ['^(a|a|b)+c$', 'a'],
  ['^(.|\\n)*x$', 'a'],
  ['(ab|a)(b|bc)*$', 'ab'],
  ['(退|退款|款)+$', '退款'],
  ['(一|一一)+$', '一'],
  ['(?:你|你好|好)*$吗', '你好'],
  ['(\\s|\u3000)+$', '\u3000'],
  ['(\\s|\\u3000)+$', '\u3000'],
  ['([一-龥]|退)+$', '退'],
  ['a*a*a*a*a*b', 'a'],
  ['\\s*\\s*\\s*$', ' '],
  ['\\d*\\d*\\d*x', '0'],
  ['\\w+\\w+\\w+\\d', 'a'],
  ['\\d+\\d+\\d+年', '0'],
  ['.*.*=.*', '.'],
  ['(.*)(.*)(.*)x', 'a'],
  ['.*.*.*价格', '价格'],
  ['^(.+)到(.+)从(.+)去$', '到从'],
  ['(?=(a+))(a|b)*\\1$', 'a'],
  ['\\s+$', ' '],
]

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
  '(?<!不)要',
  '/^vip/i',
]
