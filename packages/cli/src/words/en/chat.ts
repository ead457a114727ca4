/** Words of `wechatbot chat`: the commands, and what the chat shows. */

export const chat = {
  help: (
    commands: string,
    user: string,
    seconds: number,
    attempts: number,
  ) => `Usage: wechatbot chat [options]

Talks to a running bot, or to the config file's bot in this process. Each line is a message; a line
that begins with / does something else:

${commands}

Through a pipe it reads line by line and prints the conversation:

  printf '你好\\n/location 22.54 114.06\\n' | wechatbot chat

Options:
      --in-process   the bot runs here: no server needed, and WeChat's API is faked, so that late
                     messages are shown and reach no user; what it keeps stays in the configured
                     store, apart from what "wechatbot start" keeps
      --from OPENID  your OpenID at the start (${user})
      --bot NAME     the bot of the config file (the first)
  -p, --port N       where it listens on this machine (the config's port)
      --url URL      where it listens elsewhere: https://example.com/wechat
      --log LEVEL    with --in-process: the level of the bot's log, on stderr (warn)
      --json         one record a line: said, answered, late
  -c, --config FILE  the config file
      --lang LANG    the language: en or zh
  -h, --help         this text

A request without an answer in ${seconds} s is cut and sent again, ${attempts} in all, as WeChat does. Through a pipe it
exits 1 when a message brought the outage notice, or a line was no command.
`,
  noValues: (got: string) =>
    `chat takes no values, got "${got}"; to send one message: wechatbot send text ${got}`,
  oneOfTwo: (option: string) => `--${option} names a running bot, --in-process none; choose one`,
  logIsItsOwn: '--log is for --in-process; a running bot writes its own log',
  badLevel: (levels: readonly string[], got: string, hint: string) =>
    `--log: expected one of ${levels.join(', ')}, got "${got}"${hint}`,

  /** What each command does. It is shown behind the command. */
  commands: {
    image: 'a picture',
    voice: 'a voice message; the words are what WeChat recognised',
    video: 'a video',
    location: 'a place: latitude, longitude',
    link: 'a link',
    click: 'a click on a menu button',
    view: 'a menu button that opens a page',
    scan: 'a QR code, scanned by a follower',
    follow: 'follows the account, by a QR code if there is a scene',
    unfollow: 'unfollows',
    event: 'any other event',
    as: 'goes on as another user',
    help: 'this list',
    quit: 'ends the chat, as Ctrl-D does',
  },
  locationTakes: '/location takes latitude and longitude: /location 22.54 114.06',
  clickTakes: '/click takes the key of a menu button: /click HOURS',
  eventTakes: '/event takes a name: /event ENTER',
  badField: (got: string) => `/event: expected Field=value, got "${got}"`,
  asTakes: '/as takes an OpenID: /as oB',
  noCommand: (name: string, hint: string) =>
    `no command /${name}${hint || ';'} /help lists them; //${name} sends it as text`,

  greeting: (bot: string) => `You talk to ${bot}. /help lists what you can do, /quit ends.`,
  youAre: (openid: string) => `you are ${openid} now`,
  inProcess: (bot: string) => `bot "${bot}" in this process`,
  orInProcess: (problem: string) => `${problem}; without a server: wechatbot chat --in-process`,
  bot: 'bot',
  botTo: (openid: string) => `bot to ${openid}`,
  later: (bot: string) => `${bot} (later)`,
  noReply: '(no reply)',
  outage: (why: string) => `(the outage notice of WeChat: ${why})`,
  /** Messages that are no text, by their MsgType. Any other one is shown by its MsgType. */
  kinds: {
    image: 'picture',
    voice: 'voice',
    video: 'video',
    music: 'music',
    article: 'article',
    mpnews: 'article',
    mpnewsarticle: 'article',
    miniprogrampage: 'mini program',
    wxcard: 'coupon',
    transfer_customer_service: 'handed to a human agent',
    transfer_biz_ai_ivr: 'handed to the AI of WeChat',
  },
  noAnswer: (seconds: number) => `no answer in ${seconds} s`,
  askingAgain: (seconds: number, attempt: number, attempts: number) =>
    `no answer in ${seconds} s, asking again: attempt ${attempt} of ${attempts}`,
  refused:
    'refused: compare token, encodingAESKey, appId and mode with those of the running bot, see allowFrom, and the clocks; its log names the reason',
  noPath:
    'nothing is served at this path: compare it with path of the bot, or name the whole URL with --url',
  badGateway: 'a proxy answered, the bot behind it did not: is it running?',
  gatewayTimeout: 'a proxy gave up before the bot answered: its timeout must be above 5 s',
  otherStatus: (status: number) => `the bot answered ${status}; its log says why`,
}
