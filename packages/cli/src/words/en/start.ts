/** Words for serving bots: `wechatbot start`, and the address on which every command listens. */

export const start = {
  help: `Usage: wechatbot start [options]

Runs the bots of wechatbot.config.ts (or .js, .json, .yaml, .wechatbotrc, package.json).

Options:
  -c, --config FILE  the config file
  -p, --port N       instead of server.port (3000)
      --host H       instead of server.host (0.0.0.0)
      --record DIR   write every push to DIR, redacted; wechatbot send --replay FILE sends it
      --lang LANG    the language: en or zh
  -h, --help         this text

Stops on SIGTERM, SIGINT and SIGHUP, and when the npm or npx that has started it is stopped: answers the messages
in flight, then exits 0.
`,
  hostOption: 'server.host or --host',
  demoIsLocal: (host: string) =>
    `the demo token is public, so it is served on 127.0.0.1 only, got --host ${host}; set WECHAT_TOKEN to the token of your account`,
  portTaken: (port: number, option: string) =>
    `port ${port} is taken; stop the program that uses it, or choose another port with ${option}`,
  portNeedsRoot: (port: number, option: string) =>
    `port ${port} needs root rights; choose one above 1023 with ${option}, behind nginx`,
  noSuchAddress: (host: string, option: string) =>
    `this machine has no address "${host}"; see ${option}`,
  cannotRecord: (folder: string) => `--record: cannot write to ${folder}`,
}
