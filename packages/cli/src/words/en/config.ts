/** Words for finding, reading, checking and resolving the configuration. */
import { problemText } from '@wechatbot/core/internal/errors'

export const config = {
  fileNotFound: (file: string) => `config file ${file} not found`,
  isFolder: (path: string) =>
    `config file ${path} is a folder; name the file in it, or call this command in it without --config`,
  badEnding: (file: string, endings: readonly string[]) =>
    `config file ${file}: expected a name that ends in ${endings.join(', ')}`,
  empty: (file: string) => `config file ${file} is empty`,
  noneIn: (folder: string) =>
    `no config file in ${folder}; write wechatbot.config.ts, or name one with --config FILE`,
  ignored: (others: readonly string[]) =>
    `not read, because this file comes before it: ${others.join(', ')}; keep one of them`,
  noDefault: (file: string) => `${file} has no default export; write "export default ..."`,
  readsUnreadable: (file: string, why: string) =>
    `${file}: a file that it reads cannot be read: ${why}`,
  fails: (file: string, error: string, calls: readonly string[]) =>
    `${file}: an error while it runs: ${error}\n${calls.join('\n')}`,
  importsMissing: (file: string, name: string) =>
    `${file}: "${name}", which it imports, is not found; correct the path, or install the package`,
  /** What a parser of TypeScript says. Parsers speak English. */
  syntax: (place: string, why: string) => `${place}: ${why}`,
  unreadable: (place: string, why: string) => `${place}: cannot be read: ${why}`,
  malformed: 'malformed',
  notUtf8: (encoding: string) =>
    `it is in ${encoding}, and programs are read as UTF-8; save it as UTF-8 in your editor`,
  fullWidthAt: (line: number, column: number, sign: string, half: string) =>
    `line ${line}, column ${column}: ${sign} is a full-width sign; write the half-width ${half} in its place`,
  isFullWidth: (sign: string, half: string) =>
    `; ${sign} is a full-width sign; write the half-width ${half} in its place`,
  comma: 'JSON allows no comma after the last entry',
  comment: 'JSON has no comments; remove it, or write the file as YAML or TypeScript',
  unclosed: 'the file ends too early: a bracket or a quote is not closed',
  noComma: 'a comma, or a closing bracket, is missing before this place',
  noColon: 'a colon is missing between name and value',
  noQuotes: 'JSON has names and texts in double quotes',
  lineBreak: 'a line break in a text is written \\n, a tab \\t',
  backslash: 'a backslash in a text is written twice: \\\\',
  unset: (file: string, variables: readonly string[]) =>
    `${file}: set these environment variables, or write them into .env\n  ${variables.join('\n  ')}`,
  isNotSet: (path: string, variable: string) => `${path}: ${variable} is not set`,
  oddLine: (file: string, line: number, hint: string) =>
    `warning: ${file}:${line}: expected NAME=value, a comment or an empty line; this line is not read${hint}`,
  tooMany: (file: string, values: number, depth: number) =>
    `${file}: expected at most ${values} values, ${depth} levels deep, got more; do aliases (*name) stand for others, or for themselves?`,

  problems: (file: string, count: number) =>
    `${file}: ${count === 1 ? '1 problem' : `${count} problems`}`,
  /** One line. Core words what it expects of a bot; a plugin words what it expects of its options. */
  problem: problemText,
  object: 'an object',
  store: 'a URL like "sqlite:./wechatbot.db", "redis://127.0.0.1:6379" or "memory:", or a Store',
  oneOf: (values: readonly string[]) => `one of ${values.map((value) => `"${value}"`).join(', ')}`,
  bots: 'a list of bots',
  atLeastOneBot: 'a list of at least one bot',
  itsOwn: (option: string) => `a ${option} of its own for each bot`,
  noFileOfServer: 'a path that is no file of server.verification',
  again: (got: string) => `${got} again`,
  installedPlugin: 'an installed plugin',
  notFound: (name: string, tried: readonly string[]) =>
    `"${name}", which is not found (tried ${tried.join(', ')})`,
  loadablePlugin: 'a plugin',
  notLoaded: (name: string, path: string, why: string) =>
    `"${name}" (${path}), which cannot be loaded: ${why}`,
  storeUrl: 'a URL like "sqlite:./wechatbot.db", "redis://127.0.0.1:6379" or "memory:"',
  noScheme: 'a text without a scheme',
  installedStore: 'a URL of an installed store',
  storeNotFound: (scheme: string, tried: readonly string[]) =>
    `"${scheme}:", whose package is not found (tried ${tried.join(', ')})`,
  noStoreExport: (folder: string) =>
    `${folder}: expected a default export (url, { folder }) => Store`,
  noStoreMade: (folder: string) =>
    `${folder}: expected its default export to return a Store { values, turns, late, close }`,

  notImported: (name: string) => `; import it first: import { ${name} } from "wechatbot"`,
  didYouMean: (name: string) => `; did you mean "${name}"?`,
  pathBegins: (name: string) => `; did you mean "${name}"? A path begins with ./`,
  nearPath: (name: string) =>
    `; did you mean "${name}"? Paths begin at the folder of the config file`,
  pathsAt: '; paths begin at the folder of the config file',
  notBuilt: (name: string) => `; ${name} is installed, but its entry is no file: is it built?`,
  plugins: (names: readonly string[]) => `; there are ${names.join(', ')}`,
  installTarball: (file: string) => `; it is packed already: npm install ${file}`,
  foundBeside: (folder: string) =>
    `; a plugin finds what is installed in its own folder, ${folder}`,
  installThere: (file: string) => `; there: npm install --no-save ${file}`,
  comesFrom: (name: string) =>
    `; it is a plugin of wechatbot: install ${name} from where you have wechatbot`,
  meantOfficial: (plugin: string, name: string) =>
    `; did you mean "${plugin}"? It is a plugin of wechatbot: install ${name} from where you have wechatbot`,
  stores: (schemes: readonly string[]) =>
    `; there are ${schemes.join(', ')}; what lasts in a file is "sqlite:./wechatbot.db"`,
  install: (name: string) => `; install ${name} from where you have wechatbot`,
  otherAuthors: '; a package of another author is installed by the name that its author gives',
}
