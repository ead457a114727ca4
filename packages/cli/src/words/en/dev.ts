/** Words of `wechatbot dev` on the terminal. The page has words of its own. */

export const dev = {
  help: `Usage: wechatbot dev [options]

Runs the bots of the config file with a page to talk to them as WeChat's users would: no account,
no phone. WeChat and its API are simulated. What the bots keep is kept in the configured store, apart from
what "wechatbot start" keeps; without one, in memory. Restarts them when the config file, a plugin of
this folder or a linked one changes; no message is lost by that. After a start that failed, any file of
this folder starts them again.

Options:
  -c, --config FILE   the config file
  -p, --port N        where the page and the bots are (3000, or the next one that is free)
      --host H        instead of 127.0.0.1: everybody who reaches it can use the page
      --allow-host N  another name for this machine, such as a tunnel's; may be given again
      --open          open the page in the browser
      --real          the configured accounts, WeChat's own API and the configured store; says what to
                      enter in WeChat's console
      --fake-ai       a fake model answers for the plugin ai, so that it needs no key
      --lang LANG     the language: en or zh
  -h, --help          this text

Ends on Ctrl-C.
`,
  playground: 'playground',
  nextPort: (port: number, own: string) => `port ${port} is taken, so this is ${own}`,
  isOpen: (host: string) =>
    `everybody who reaches ${host} can use the page and read its conversations`,
  noBrowser: (page: string) => `no browser to open here: open ${page} yourself`,
  stopping: 'stopping ...',
  ready: 'ready',
  /** The bots are at another port than the configuration says. */
  talk: (command: string) => `in another terminal: ${command}`,
  /** Reasons for a start of the bots. A changed file is named by its own name instead. */
  because: { start: 'the first time', settings: 'a switch', ended: 'they ended' },
  ended: (how: string | number | null) => `the process ended with ${how}`,
  notStarted: (why: string) => `no process could be started: ${why}`,
  seeTerminal: 'no bot is running: see the terminal of wechatbot dev',
  starting: (because: string) => `starting (${because}) ...`,
  stillStarting:
    'still starting: an import of the config file, or the setup of a plugin, does not end',
  failed: 'failed',
  stillRunning: 'the bots before it still run; change a file to try again',
  notRunning: 'no bot is running; change a file to try again',
  /** The fields of the console for one bot. */
  console: {
    bot: (name: string) => `bot "${name}"`,
    url: (path: string) => `https://(your tunnel)${path}`,
    token: '"token" of your config',
    key: '"encodingAESKey" of your config',
    noKey: '随机生成; plain mode does not use it',
    demo: (bots: readonly string[]) =>
      `${bots.join(', ')}: WeChat cannot reach this machine by a tunnel yet: the token is the demo token, which everybody
knows. Set a token of your own (WECHAT_TOKEN in .env), or name the tunnel's host with --allow-host.`,
    all: (bots: string) => `WeChat's console, 设置与开发 > 基本配置 > 服务器配置, wants for
${bots}
The tunnel must lead to this port; WeChat takes 80 and 443 only. wechatbot doctor tells what is missing.`,
  },
}
