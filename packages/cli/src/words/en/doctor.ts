/** Words of `wechatbot doctor`: what it examines, what it finds, and what to do. */
import type { ApiError } from '@wechatbot/core'

export const doctor = {
  help: `Usage: wechatbot doctor [options]

Looks at the configuration, the clock, the ports of the bots and of the metrics, the store, the token, the
plugins, the access token with the IP whitelist, the account's rights, the menu, and, with --url, whether
the public URL answers WeChat's handshake, and whether the files of server.verification can be fetched.
Sends no message. With --url it also asks as a stranger would, without a signature: the log of each bot gets
one BAD_SIGNATURE.

Options:
      --url URL      the URL of the console: https://example.com/wechat
      --bot NAME     one bot of the config file (all)
      --json         the findings as JSON
  -c, --config FILE  the config file
      --lang LANG    the language: en or zh
  -h, --help         this text

Exits 1 when something fails. A warning is no failure.
`,
  config: (file: string, bots: number, node: string) => `${file}, ${bots} bot(s), node ${node}`,

  port: {
    free: (port: number) => `${port} is free for wechatbot start`,
    onlyTwo: '; WeChat calls 80 and 443 only: put nginx in front',
    isBot: (port: number) => `a bot listens on ${port}`,
    taken: (port: number) =>
      `${port} is taken by a program that is no bot; stop it, or choose another port`,
    needsRoot: (port: number) =>
      `${port} needs root rights; choose one above 1023 with nginx in front`,
    shared: (port: number) =>
      `${port} is the port of the bots, too, so wechatbot start fails; choose another server.metrics.port`,
    hasMetrics: (port: number) => `${port} has the metrics of a bot`,
    noMetrics: (port: number) =>
      `${port} is taken by a program that has no metrics of a bot; stop it, or choose another server.metrics.port`,
    metricsNeedRoot: (port: number) => `${port} needs root rights; choose one above 1023`,
    unusable: (place: string, code: string) => `${place} cannot be used: ${code}`,
  },
  store: {
    /** A text of the store's package. Packages speak English. */
    said: (text: string) => text,
    answers: 'answers',
    away: (why: string) => `${why}; the bot goes on alone until the store answers`,
    denied: (why: string) =>
      `${why}; correct user and password in "store": until then each instance goes on alone`,
    toBeMade: (file: string) => `${file} is not there yet; the first start makes it`,
    noFolder: (file: string, folder: string) =>
      `${file} cannot be made: its folder is not there; mkdir -p ${folder}`,
    closed: (file: string, folder: string) =>
      `${file} cannot be made: ${folder} is no folder in which this user may write; run doctor as the bot's user, or give it the right`,
  },
  token: {
    demo: 'the demo token, served on 127.0.0.1 only; set the token of your account',
    odd: 'the console takes 3 to 32 letters or digits; this one has others',
    long: (length: number) =>
      `the console takes 3 to 32 letters or digits; this one has ${length}: take a shorter one`,
    fine: (mode: string) => `has the right shape, ${mode} mode`,
  },
  plugins: { none: 'none' },
  clock: {
    untold: (url: string) => `${url} says no time; is NTP on? timedatectl`,
    same: "the same as WeChat's",
    behind: (seconds: number) => `${seconds} s behind WeChat's`,
    ahead: (seconds: number) => `${seconds} s ahead of WeChat's`,
    wrong: (skew: string) => `${skew}; pushes are refused from 300 s on: timedatectl set-ntp true`,
    unreachable: (url: string, why: string) => `not compared: ${url} cannot be reached: ${why}`,
  },
  account: {
    apiFailed: ({ message }: ApiError) => message,
    noApi: 'not used: without appSecret the bot answers, and sends nothing by itself',
    fetched: 'fetched; this address is on the IP whitelist',
    allowsAll: (count: number) => `has all ${count} addresses of WeChat`,
    lacks: (some: readonly string[], count: number) =>
      `lacks ${some.join(', ')} of WeChat's ${count} addresses; add them`,
    maySend: 'the account may send customer-service messages',
    mayNotSend:
      'the account has no right to them (48001); late replies wait in the mailbox: late: ["hold", "mailbox"]',
    sameMenu: 'the same as in the config file',
    otherMenu: 'differs from the config file; see: wechatbot menu diff',
  },
  url: {
    notTried: 'not tried; name it with --url https://your.host/wechat',
    ofAnother: (asked: string, path: string) =>
      `not tried: ${asked} is another bot's, and this one's path is ${path}; a --url without a path asks each bot at its own`,
    answers: (url: string) => `${url} answers the handshake of WeChat's console`,
    refuses: 'and refuses a request without a signature',
    takesUnsigned: (status: number) =>
      `answers ${status} to a request without a signature; something in front of the bot answers`,
    unreachable: (origin: string, why: string, advice: string) =>
      `${origin} cannot be reached: ${why}; ${advice}`,
    noBotHere: 'no bot runs there: wechatbot start',
    refused:
      'the machine is reached, and nothing listens at this port: does the bot run, does nginx?',
    unknownName: 'look at DNS: it does not know this name',
    certificate: 'look at the certificate: WeChat wants a valid one',
    timeout: 'no answer in 5 s: look at firewall and security group',
    lookAt: 'look at DNS, firewall, security group, certificate',
    badSignature: 'the bot refuses the signature: is it the same token, and is its clock right?',
    refusedByAnother: (asked: string, path: string) =>
      `the signature is refused: ${asked} is another bot's in the config file, and this one's path is ${path}`,
    redirects: (status: number) =>
      `redirects (${status}); WeChat does not follow: give the last URL`,
    otherServer: (path: string) =>
      `no bot at this path, ${path}; another server answers, or one that was started with another config file`,
    otherPath: (asked: string, path: string) =>
      `no bot at this path: the URL says ${asked}, path in the config file ${path}; make them the same`,
    noBotBehind: (status: number) =>
      `${status}: nginx reaches no bot; does it run, and is it the right port?`,
    changed:
      'the answer has more than the echostr, a BOM or a line feed; something in front changes it',
    other: (status: number, type: string) =>
      `expected the echostr, got ${status} with ${type}; something else answers there`,
    nothing: 'nothing',
  },
  verification: {
    served: (url: string) => `${url} says what WeChat's console wants`,
    changed: 'has more than the console wants, a BOM or a line feed; something in front changes it',
    notFound:
      'not found; let nginx pass this path to the bot, and restart the bot with this configuration',
    other: (length: number, status: number, got: number) =>
      `expected 200 with ${length} characters, got ${status} with ${got}; something in front of the bot answers`,
    wrong: (url: string, why: string) => `${url}: ${why}`,
    unreachable: (url: string, why: string) => `${url} cannot be reached: ${why}`,
  },
}
