/** The one list of secret names and values, for logs, errors and the output of the command. */

export const REDACTED = '[redacted]'

/** The endings of secret names, in any case. "-" or "_" may stand between the words. */
const ENDINGS = [
  ...[
    'token',
    'secret',
    'signature',
    'jwt',
    'credential',
    'authorization',
    'cookie',
    'proxy',
    'dsn',
  ],
  ...['password', 'passwd', 'passphrase', 'pwd', 'connection[_-]?string'],
  // These words must be whole: "bypass" and "oauth" end like them.
  ...['pass', 'auth', 'bearer'].map((word) => `(?<![a-z])${word}`),
  ...['smtp', 'mail', 'user', 'db'].map((word) => `${word}[_-]?pass`),
  ...['密码', '密钥'],
  ...['api', 'access', 'private', 'secret', 'aes', 'encryption', 'auth', 'app'].map(
    (word) => `${word}[_-]?key`,
  ),
].join('|')

const NAME = new RegExp(`(?:${ENDINGS})s?$`, 'i')
/** In options the plain name `key` is secret, too. In a log it is the key of a message. */
const OPTION = new RegExp(`(?:${ENDINGS}|key)s?$`, 'i')

export const isSecretName = (name: string): boolean => NAME.test(name)
export const isSecretOption = (name: string): boolean => OPTION.test(name)

/** Stands between a name and its value. A JSON text escapes its quotes, a URL encodes them. */
const CLOSING = String.raw`(?:\[\])?(?:%22|\\*["']?)`
const EQUALS = String.raw`\s?(?:[=-]>|[=:：]|%3[ad])`

/** A list, a value in quotes or escaped quotes, or a bare value up to the next mark. */
const VALUE = String.raw`(?:\[[^\]]*|%22(?:(?!%22)[^\s"'\\&])*|"(?:[^"\\]|\\[^])*|\\+"[^"\\]*|'[^']*|[^\s"'\\&,;)}\]<>]+)`

/** Matches `access_token=x`, `"apiKey":"x"`, `password: 'x'`. */
const NAMED = new RegExp(`((?:${ENDINGS})${CLOSING})(${EQUALS}\\s?)(${VALUE})`, 'gi')

/** These headers are secret to the end of their line, or of the text that holds them. */
const HEADERS = new RegExp(
  `((?:authorization|cookie)${CLOSING}${EQUALS}\\s?${CLOSING})[^\\r\\n"'\\\\]+`,
  'gi',
)
const BEARER = /(\b[Bb]earer {1,4})[\w.~+/=-]{8,}/g

/** Short names in a URL's query, as robots of WeCom and DingTalk use them. Elsewhere they are words. */
const QUERY = /([?&](?:key|sign|sig)=)[^\s&#"'\\<>]+/g

/** `scheme://user:password@`. A match never crosses the next "/". */
const USER = /(:\/\/)[^\s/?#"'\\<>]*@/g

/**
 * A search is fast while no alternative has fewer than five characters and few letters begin one.
 * "pass" covers all names that end with it. {@link isSuspect} looks for some names by itself.
 */
const LOOK = new RegExp(
  ENDINGS.split('|')
    .filter((ending) => !/_-\]\?pass$|bearer$/.test(ending))
    .map((ending) => ending.replace(/^\(.*\)(.*)/, '$1[^a-z]'))
    .map((ending) => (ending.length < 4 ? `${ending}[^]{2}` : ending))
    .join('|'),
  'i',
)
const LOOKED_FOR = ['://', 'earer', 'EARER', 'key=', 'sign=', 'sig=']

/** Whether {@link maskSecrets} or {@link redactSecrets} may change `text`. A log asks it per line. */
export function isSuspect(text: string): boolean {
  return LOOK.test(text) || LOOKED_FOR.some((each) => text.includes(each))
}

/**
 * `text` without the parts that look like secrets: `access_token=…`, `"apiKey": "…"`,
 * `Authorization: …`, `scheme://user:password@`. The time it takes grows in proportion to the
 * length of the text.
 */
export function maskSecrets(text: string): string {
  if (!isSuspect(text)) return text
  const masked = text
    .replace(USER, `$1${REDACTED}@`)
    .replace(HEADERS, `$1${REDACTED}`)
    .replace(BEARER, `$1${REDACTED}`)
    .replace(QUERY, `$1${REDACTED}`)
  return masked.replace(NAMED, (all, name: string, equals: string, value: string, at: number) => {
    const goesOn = () => /^\s+[a-z]/i.test(masked.slice(at + all.length, at + all.length + 3))
    if (isProse(equals, value, goesOn) || value.includes(REDACTED.slice(0, -1))) return all
    const [open] = /^(?:\\*["']|%22)?/.exec(value) ?? ['']
    return `${name}${equals}${open}${REDACTED}`
  })
}

/** The single words that errors use for a secret. In Chinese the command says 期望 and 没有设置. */
const SAID =
  /^(missing|required|invalid|unknown|expected|expired|empty|wrong|none|null|undefined|ok|期望|没有设置)$/i

/** Whether an error's words follow the name: `token: expected a text`, `encodingAESKey: 43 letters`. */
function isProse(equals: string, value: string, goesOn: () => boolean): boolean {
  if (equals === '：') return SAID.test(value)
  if (!/\s$/.test(equals) || equals.includes('=') || /^\\*["']/.test(value)) return false
  if (/\d/.test(value)) return value.length < 6 && !/[a-z]/i.test(value)
  return SAID.test(value) || goesOn()
}

export interface Redaction {
  /** @default {@link isSecretName} */
  readonly isSecret?: (name: string) => boolean
  /** @default {@link maskSecrets} */
  readonly mask?: (text: string) => string
}

/**
 * A copy of `value` that JSON can hold. Values that their name or text shows to be secret are
 * hidden. Functions and patterns are named. A URL is its text. `null` and booleans are no secrets. Nor is a number
 * with a plural name: `maxTokens` is a count.
 */
export function redactSecrets(value: unknown, redaction: Redaction = {}): unknown {
  const { isSecret = isSecretName, mask = maskSecrets } = redaction
  const above = new Set<object>()
  const copy = (at: unknown, name: string): unknown => {
    const isHidden = isSecret(name)
    if (typeof at === 'string') return isHidden ? REDACTED : mask(at)
    if (typeof at === 'number') return isHidden && !/s$/i.test(name) ? REDACTED : at
    if (typeof at === 'function') return '(function)'
    if (at instanceof RegExp) return String(at)
    if (at instanceof Date && !isHidden) return at.toJSON()
    if (at instanceof URL) return isHidden ? REDACTED : mask(at.href)
    if (typeof at !== 'object' || at === null) return at
    if (above.has(at)) return '(circular)'
    above.add(at)
    const copied = Array.isArray(at)
      ? at.map((item) => copy(item, name))
      : isHidden
        ? REDACTED
        : Object.fromEntries(Object.entries(at).map(([key, item]) => [mask(key), copy(item, key)]))
    above.delete(at)
    return copied
  }
  return copy(value, '')
}

/** The parts of a secret's base64 that its neighbours do not change, for each of 3 offsets. */
function base64Of(secret: string): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.from('\0'.repeat(before) + secret)
    const first = Math.ceil((before * 8) / 6)
    const whole = Math.floor((bytes.length * 8) / 6)
    const text = bytes.toString('base64').slice(first, whole)
    const url = bytes.toString('base64url').slice(first, whole)
    return [text, url].filter((each) => each.length >= MIN_BASE64)
  })
}

/** In characters. Shorter parts occur in other texts by chance. */
const MIN_BASE64 = 6
/** In bytes. A shorter secret is not searched for in hexadecimal. */
const MIN_HEX = 6
const MIN_SECRET = 3

/** Tutorials use these tokens, so a scanner for bots tries them first. No bot may have one. */
export const GUESSABLE: readonly string[] = ['weixin', 'token']

/**
 * The texts that give away one of `secrets`: itself, URL-encoded as a path, as a form and in a
 * URL's user, as a JSON text, in base64 and hexadecimal. The longest come first, because a secret
 * may begin another. Texts below three characters are left out: hiding them would hide everything.
 * So are {@link GUESSABLE} words: they hide nothing, and our own sentences hold them.
 */
export function formsOf(secrets: readonly string[]): readonly string[] {
  const forms = secrets
    .filter((secret) => secret.length >= MIN_SECRET && !GUESSABLE.includes(secret))
    .flatMap((secret) => {
      // Encoded by bytes: half a character cannot be encoded.
      const whole = Buffer.from(secret)
      const encoded = encodeURIComponent(whole.toString())
      const lower = encoded.replace(/%../g, (it) => it.toLowerCase())
      const form = new URLSearchParams([['', whole.toString()]]).toString().slice(1)
      const json = quoted(secret)
      const texts = [encoded, lower, form, userOf(whole.toString()), json, quoted(json)]
      return [secret, ...texts, ...hexOf(whole), ...base64Of(secret)]
    })
  return [...new Set(forms)].sort((a, b) => b.length - a.length)
}

function hexOf(bytes: Buffer): readonly string[] {
  const hex = bytes.toString('hex')
  return bytes.length < MIN_HEX ? [] : [hex, hex.toUpperCase()]
}

/** The text as `URL` writes a password. */
function userOf(secret: string): string {
  return Object.assign(new URL('http://u@h'), { password: secret }).password
}

function quoted(secret: string): string {
  return JSON.stringify(secret).slice(1, -1)
}

/** Returns a function that removes `secrets` in all forms, and texts that look like a secret. */
export function maskerOf(secrets: readonly string[]): (text: string) => string {
  const forms = formsOf(secrets)
  return (text) => maskSecrets(forms.reduce((rest, form) => rest.replaceAll(form, REDACTED), text))
}

/** Passwords of the URLs in `text`, both as written and decoded. */
function passwordsIn(text: string): readonly string[] {
  const password = /:\/\/[^/@:\s]*:([^/@\s]+)@/.exec(text)?.[1]
  if (password === undefined) return []
  try {
    return [...new Set([password, decodeURIComponent(password)])]
  } catch {
    return [password]
  }
}

/** Shorter values are no secrets: `mode: 'on'` under `cookie` would be hidden in every line. */
const MIN_OPTION = 6

/** Every secret in options: the values of secret names, and the passwords of URLs. */
export function secretsIn(options: unknown): readonly string[] {
  const found = new Set<string>()
  const seen = new Set<object>()
  const look = (at: unknown, isSecret: boolean): void => {
    if (typeof at === 'string') {
      const isUrl = /:\/\//.test(at)
      if (isUrl) for (const password of passwordsIn(at)) found.add(password)
      else if (isSecret && at.length >= MIN_OPTION) found.add(at)
      return
    }
    if (typeof at !== 'object' || at === null || seen.has(at)) return
    seen.add(at)
    const isList = Array.isArray(at)
    for (const [key, item] of Object.entries(at))
      look(item, isSecret || (!isList && isSecretOption(key)))
  }
  look(options, false)
  return [...found]
}
