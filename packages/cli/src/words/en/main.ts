/** Words of the command line: the commands, their options, and the bot and the address that the options name. */
import type { ApiError } from '@wechatbot/core'

export const main = {
  summaries: {
    start: 'run the bots of the config file',
    dev: 'run them for trying out: a page to talk to them, restarts when a file changes',
    check: 'load the config file and show bots, plugins and handlers',
    chat: 'talk to a running bot, or to the config file’s in this process',
    doctor: 'find out why a bot and WeChat do not reach each other',
    menu: 'compare, push, pull or delete the menu below the chat',
    import: 'write what WeChat’s console has, replies and menu, as configuration',
    jobs: 'list what the bots are to do later; run a dead job again, or forget one',
    send: 'send a message to a running bot, as WeChat would, and show the reply',
  },
  help: (
    version: string,
    commands: string,
  ) => `wechatbot ${version}: chatbots for WeChat Official Accounts (微信公众号)

Usage: wechatbot <command> [options]

Commands:
${commands}

Options:
      --lang LANG  the language, en or zh; without it that of LC_ALL, LC_MESSAGES or LANG
  -h, --help       this text; wechatbot <command> --help for a command's
  -v, --version    the version
`,
  tryHelp: (command: string) => `Try: ${command} --help`,
  apiFailed: ({ message }: ApiError) => message,
  /** The error of a store that cannot be opened. Packages speak English. */
  ofStore: (text: string) => text,
  /** The error of a wrong call of core. Core speaks English. */
  ofCall: (text: string) => text,
  noApi: 'without an appSecret WeChat’s API cannot be called; set appId and appSecret',
  /** A list begins on the next line. */
  ofPlugin: (plugin: string, what: string) =>
    `plugin ${plugin}:${what.startsWith('\n') ? '' : ' '}${what}`,
  because: (why: string) => `because: ${why}`,
  setupFailed: (bot: string, plugin: string, why: string) =>
    `bot "${bot}", plugin "${plugin}": its setup failed: ${why}`,
  setupIsSlow: (bot: string, plugin: string, seconds: number) =>
    `bot "${bot}", plugin "${plugin}": its setup has not ended after ${seconds} s; does it wait for a connection?`,
  setupNeverEnds: (bot: string, plugin: string) =>
    `bot "${bot}", plugin "${plugin}": its setup never ends: it waits for a promise that nothing can settle any more`,
  closeIsSlow: (bot: string, plugin: string, seconds: number) =>
    `bot "${bot}", plugin "${plugin}": it has not closed after ${seconds} s: see what its setup returns, and its onClose`,
  closeNeverEnds: (bot: string, plugin: string) =>
    `bot "${bot}", plugin "${plugin}": it never closes: the function that its setup returns, or onClose, waits for a promise that nothing can settle any more`,
  neverEnds:
    'it never ends: the config file, or a plugin, waits for a promise that nothing can settle any more',
  unknownCommand: (name: string, hint: string) => `unknown command ${name}${hint}`,
  unknownOption: (name: string, hint: string) => `unknown option ${name}${hint}`,
  needsValue: (option: string) => `${option} needs a value`,
  didYouMean: (name: string) => `; did you mean ${name}?`,
  noValues: (command: string, got: string) => `${command} takes no values, got "${got}"`,
  badPort: (got: string) => `--port: expected a number from 0 to 65535, got "${got}"`,
  badUrl: (got: string) =>
    `--url: expected a URL that begins with http:// or https://, got "${got}"`,
  badLanguage: (languages: readonly string[], got: string) =>
    `--lang: expected one of ${languages.join(', ')}, got "${got}"`,
  portBesideUrl: '--url has a port of its own, so no --port',
  noBot: (name: string, names: readonly string[]) =>
    `no bot "${name}"; the config file has ${names.join(', ')}`,
  noConnection: 'no connection',
  badCertificate: (origin: string, why: string) =>
    `${origin} answers, but its certificate is not trusted (${why}); WeChat would not take it either. For one of your own: NODE_EXTRA_CA_CERTS=ca.pem`,
  noAnswer: (origin: string, why: string) =>
    `nothing answers at ${origin} (${why}); run "wechatbot start" in another terminal, or name the place with --port or --url; "wechatbot dev" is at port 3000 or the next free one, whatever the config says: add the -p that it prints`,
}
