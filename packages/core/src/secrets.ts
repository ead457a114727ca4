/** What is secret, by name and by value: the one list for logs, errors and what the command prints. */

export const REDACTED = '[redacted]'

/** How the name of a secret ends, in any case; between its words may stand "-" or "_". */
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
  // Not the end of "bypass" or "oauth".
  ...['pass', 'auth', 'bearer'].map((word) => `(?<![a-z])${word}`),
  ...['smtp', 'mail', 'user', 'db'].map((word) => `${word}[_-]?pass`),
  ...['密码', '密钥'],
  ...['api', 'access', 'private', 'secret', 'aes', 'encryption', 'auth', 'app'].map(
    (word) => `${word}[_-]?key`,
  ),
].join('|')

const NAME = new RegExp(`(?:${ENDINGS})s?$`, 'i')
/** In options plain `key` is one, too; in a log it is the key of a message. */
const OPTION = new RegExp(`(?:${ENDINGS}|key)s?$`, 'i')

export const isSecretName = (name: string): boolean => NAME.test(name)
export const isSecretOption = (name: string): boolean => OPTION.test(name)

/** Between a name and its value; inside a text of JSON the quotes are escaped, inside a URL encoded. */
const CLOSING = String.raw`(?:\[\])?(?:%22|\\*["']?)`
const EQUALS = String.raw`\s?(?:[=-]>|[=:：]|%3[ad])`

/** A list, a value in quotes, in escaped quotes, or up to the next mark. */
const VALUE = String.raw`(?:\[[^\]]*|%22(?:(?!%22)[^\s"'\\&])*|"(?:[^"\\]|\\[^])*|\\+"[^"\\]*|'[^']*|[^\s"'\\&,;)}\]<>]+)`

/** `access_token=x`, `"apiKey":"x"`, `password: 'x'`. */
const NAMED = new RegExp(`((?:${ENDINGS})${CLOSING})(${EQUALS}\\s?)(${VALUE})`, 'gi')

/** These go on to the end of their line, or of the text that holds them. */
const HEADERS = new RegExp(
  `((?:authorization|cookie)${CLOSING}${EQUALS}\\s?${CLOSING})[^\\r\\n"'\\\\]+`,
  'gi',
)
const BEARER = /(\b[Bb]earer {1,4})[\w.~+/=-]{8,}/g

/** Of the query of a URL: short names that are words elsewhere, as the robots of WeCom and DingTalk have them. */
const QUERY = /([?&](?:key|sign|sig)=)[^\s&#"'\\<>]+/g

/** `scheme://user:password@`: no run of it reaches over the next "/". */
const USER = /(:\/\/)[^\s/?#"'\\<>]*@/g

/**
 * One look at a text is fast while no alternative is shorter than five characters, and few letters begin one:
 * "pass" finds all that end with it, and {@link isSuspect} looks for some by themselves.
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

/** Whether `text` may hold what {@link maskSecrets} or {@link redactSecrets} hide; a log asks it of each line. */
export function isSuspect(text: string): boolean {
  return LOOK.test(text) || LOOKED_FOR.some((each) => text.includes(each))
}

/**
 * `text` without what looks like a secret in it: `access_token=…`, `"apiKey": "…"`,
 * `Authorization: …`, `scheme://user:password@`. Takes time in proportion to its length.
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

/** What errors say of a secret in one word. */
const SAID =
  /^(missing|required|invalid|unknown|expected|expired|empty|wrong|none|null|undefined|ok)$/i

/** `token: expected a text` of an error, `encodingAESKey: 43 letters`, `password: missing`. */
function isProse(equals: string, value: string, goesOn: () => boolean): boolean {
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
 * A copy of `value` as JSON may hold it: nothing that a field's name or a text shows to be secret;
 * functions and patterns named. `null` and booleans are no secrets, nor is a number behind a plural:
 * `maxTokens` counts.
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

/** What of a secret's base64 does not hang on what stands before and after it, at each of 3 places. */
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

/** Shorter ones stand in any other text by chance. */
const MIN_BASE64 = 6
/** In bytes. */
const MIN_HEX = 6
const MIN_SECRET = 3

/**
 * The texts that give one of `secrets` away: itself, URL-encoded as a path, as a form and in a URL's user, as a text
 * of JSON, in base64 and hexadecimal. The longest first: a secret may be the beginning of another. Those of less than three characters would blot out
 * everything, and are not among them.
 */
export function formsOf(secrets: readonly string[]): readonly string[] {
  const forms = secrets
    .filter((secret) => secret.length >= MIN_SECRET)
    .flatMap((secret) => {
      // By bytes: half a character cannot be encoded.
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

/** As `URL` writes a password. */
function userOf(secret: string): string {
  return Object.assign(new URL('http://u@h'), { password: secret }).password
}

function quoted(secret: string): string {
  return JSON.stringify(secret).slice(1, -1)
}

/** Takes `secrets` out of a text, in whatever form they stand there, and what looks like one. */
export function maskerOf(secrets: readonly string[]): (text: string) => string {
  const forms = formsOf(secrets)
  return (text) => maskSecrets(forms.reduce((rest, form) => rest.replaceAll(form, REDACTED), text))
}

/** Passwords of the URLs in `text`, as written and decoded. */
function passwordsIn(text: string): readonly string[] {
  const password = /:\/\/[^/@:\s]*:([^/@\s]+)@/.exec(text)?.[1]
  if (password === undefined) return []
  try {
    return [...new Set([password, decodeURIComponent(password)])]
  } catch {
    return [password]
  }
}

/** By name alone, `mode: 'on'` behind `cookie` would be looked for in every line. */
const MIN_OPTION = 6

/** Every secret in options: what stands behind a secret name, and passwords of URLs. */
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
