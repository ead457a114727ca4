/** Words of `wechatbot check`, which shows the bots that a configuration makes. */

export const check = {
  help: `Usage: wechatbot check [options]

Loads the config file, sets every plugin up, closes it again, and shows the bots: plugins with versions
and options, defaults filled in, what they log during their setup (keyword: which engine looks for each
rule), the middleware, for each kind of message the plugins that are asked, in order, the sessions, and the
jobs.

Warns of a plugin that can never answer because one before it always does, and of a word, such as the start
of a dialog, that one before it answers. To find out, each plugin that takes all messages of a kind is asked
three made-up ones, and the words of those behind it; it runs, but nothing is sent. Warns of a click
on the menu that no plugin answers; to find out, all plugins are asked it once. Warns of what needs the
API, such as the menu, reminders and pictures by file, where the account has no appSecret, of a token
that WeChat's console does not take, of metrics on the port of the bots, and of a store in a folder that
is not there. The machine, such as a port that is taken, is for wechatbot doctor.

Options:
      --json         the same as JSON
  -c, --config FILE  the config file
      --lang LANG    the language: en or zh
  -h, --help         this text

Exits 1 when the configuration or a plugin's options are wrong. A warning is no failure.
`,
  bot: (name: string, path: string, mode: string) => `bot "${name}" at ${path}, ${mode} mode`,
  plugins: 'plugins',
  noPlugins: 'no plugins',
  middleware: 'middleware, the outermost first',
  inPhase: (plugin: string, phase: string) => `${plugin} (phase ${phase})`,
  handlers: 'handlers, in the order they are asked',
  noHandlers: 'no handlers',
  sessions: 'sessions',
  session: (name: string, plugin: string, duration: string) =>
    `${name} (${plugin}), ${duration} from the last write`,
  /** Behind the heading of the jobs, on an account without an appSecret. */
  jobsWithoutApi: ' (no appSecret: send, notify and reachable fail in them)',
  jobs: 'done later, or at set times',
  job: (name: string, plugin: string) => `${name} (${plugin})`,
  every: (name: string, plugin: string, cron: string, timeZone: string) =>
    `${name === cron ? '' : `${name} `}(${plugin}), at ${cron} in ${timeZone}`,
  withSchema: ', with a schema',
  units: {
    day: (count: number) => (count === 1 ? '1 day' : `${count} days`),
    hour: (count: number) => (count === 1 ? '1 hour' : `${count} hours`),
    minute: (count: number) => (count === 1 ? '1 minute' : `${count} minutes`),
    second: (count: number) => (count === 1 ? '1 second' : `${count} seconds`),
    ms: (count: number) => `${count} ms`,
  },
  moreLines: (count: number) => `… and ${count} more, see --json`,
  moreKinds: (some: readonly string[], count: number) => `${some.join(' ')} and ${count} more`,
  warning: (text: string) => `warning: ${text}`,
  /** A line of a plugin's setup. Plugins log in English. */
  said: (line: string) => line,
  withDetails: (line: string, details: readonly string[]) => `${line} (${details.join(', ')})`,
  neverAsked: (plugin: string, filter: string, before: string) =>
    `"${plugin}" never gets to answer ${filter}: "${before}" before it answers every such message; move "${before}" behind it`,
  neverHeard: (plugin: string, word: string, before: string) =>
    `"${plugin}" never hears "${word}": "${before}" before it answers this word; move "${before}" behind it, or change its rule`,
  refusedToken: (why: string) => `token: ${why}`,
  samePort: (why: string) => `server.metrics: ${why}`,
  noStoreFolder: (why: string) => `store: ${why}`,
  menuNeedsApi:
    'the menu needs the API: without an appSecret "wechatbot menu push" cannot give it to WeChat',
  lateNeedsApi:
    'late: customer-service needs the API: without an appSecret the next strategy of the list is taken',
  deadClick: (button: string, key: string) =>
    `no plugin answers a click on the menu's button "${button}" (key ${key}); add reply to it, or a handler of event:CLICK for this key`,
}
