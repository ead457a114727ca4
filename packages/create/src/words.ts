/** Everything that people read, in English and in Chinese. */
import type { Choices } from './choices.ts'
import type { Lang } from './lang.ts'

export interface Words {
  readonly help: string
  readonly title: string
  readonly folder: string
  readonly template: string
  readonly templates: Readonly<Record<Choices['template'], string>>
  readonly store: string
  readonly stores: Readonly<Record<Choices['store'], string>>
  readonly language: string
  readonly manager: string
  readonly cancelled: string
  readonly nobody: string
  readonly unknownOption: (option: string) => string
  readonly needsValue: (option: string) => string
  readonly noValue: (option: string) => string
  readonly oneOf: (option: string, known: readonly string[], got: string) => string
  /** Said behind a word that is nearly a known one. */
  readonly didYouMean: (word: string) => string
  readonly oneFolder: (got: number, all: string) => string
  readonly notEmpty: (folder: string, names: readonly string[]) => string
  readonly noFolder: (folder: string) => string
  readonly inClone: (folder: string) => string
  readonly tryHelp: string
  readonly made: (folder: string, files: number) => string
  /** The text before the next commands. */
  readonly next: string
  /** The same for a checkout, whose packages are in no registry. */
  readonly nextInClone: string
  readonly env: Readonly<Record<'token' | 'account' | 'owner' | 'model' | 'redis', string>>
  readonly files: Readonly<Record<string, string>>
  /** The comments of the templates, by their text in English. */
  readonly comments: Readonly<Record<string, string>>
  /** The titles of the tests in the templates, by their text in English. */
  readonly titles: Readonly<Record<string, string>>
}

const EXAMPLES = `  npm create wechatbot@latest
  npm create wechatbot@latest my-bot -- --template shop --yes
  npm create wechatbot@latest .`

const ENGLISH: Words = {
  help: `Usage: create-wechatbot [FOLDER] [options]

Makes a WeChat Official Account chatbot in FOLDER: configuration, test, package.json. Asks for what no
option says. Installs nothing, and overwrites nothing: FOLDER is new or empty.

Options:
  -t, --template NAME    minimal (default): a bot in fifteen lines
                         shop: keywords from a table, hours, branches, bookings, a human, a model
                         ai: talks; needs no key to begin with
      --store NAME       sqlite (default): one file; memory: forgets; redis: several instances
      --language NAME    typescript (default) or javascript
      --manager NAME     npm, pnpm or yarn (the one that runs this)
      --lang LANG        en or zh: the language of the questions, and of what is written for people;
                         without it that of LC_ALL, LC_MESSAGES or LANG
  -y, --yes              ask nothing
  -h, --help             this text
  -v, --version          the version

Examples:
${EXAMPLES}
`,
  title: 'A new wechatbot (↑ ↓ to choose, Enter to confirm)',
  folder: 'In which folder?',
  template: 'Which template?',
  templates: {
    minimal: 'a bot in fifteen lines',
    shop: 'keywords from a table, hours, branches, bookings, a human, a model',
    ai: 'talks; needs no key to begin with',
  },
  store: 'Where does it keep what must not be forgotten?',
  stores: {
    sqlite: 'one file, nothing to install beside',
    memory: 'forgotten at each restart',
    redis: 'for several instances',
  },
  language: 'In which language?',
  manager: 'Which package manager?',
  cancelled: 'Nothing was written',
  nobody: 'nobody is there to be asked; take the defaults with --yes',
  unknownOption: (option) => `unknown option ${option}`,
  needsValue: (option) => `${option} needs a value`,
  noValue: (option) => `${option} takes no value`,
  oneOf: (option, known, got) => `--${option}: expected one of ${known.join(', ')}, got "${got}"`,
  didYouMean: (word) => `; did you mean ${word}?`,
  oneFolder: (got, all) => `expected one folder, got ${got}; in quotes: "${all}"`,
  notEmpty: (folder, names) =>
    `${folder} is not empty, it has ${names.join(', ')}; choose another folder`,
  noFolder: (folder) => `${folder} is a file; choose a folder`,
  inClone: (folder) =>
    `${folder} is within the clone of wechatbot, whose packages cannot be installed there; choose a folder outside of it`,
  tryHelp: 'Try: create-wechatbot --help',
  made: (folder, files) => `${files} files in ${folder}`,
  next: 'Next:',
  nextInClone: 'Next (wechatbot is not at the npm registry yet: install it from this clone):',
  env: {
    token:
      'Token (令牌) of the account: 3 to 32 letters or digits, as the console has it; empty: a demo on this machine only.',
    account:
      'AppID and AppSecret for the server API, EncodingAESKey (消息加解密密钥) for safe mode.',
    owner:
      'OpenID of the owner, who is told of each booking; the log has it in key when the owner writes. Empty: no booking is confirmed.',
    model:
      'Key of the model, from https://platform.deepseek.com; empty: a fake model says what it is told.',
    redis: 'Where Redis is.',
  },
  files: {
    'menu.png': 'the picture that rules.csv sends',
    'rules.csv': 'keywords and their answers, to be edited as a table; read again when it changes',
  },
  comments: {},
  titles: {},
}

const CHINESE: Words = {
  help: `用法：create-wechatbot [目录] [选项]

在「目录」里新建一个微信公众号机器人：配置、测试、package.json。选项没有说的会问你。
不安装任何东西，也不覆盖任何文件：「目录」必须是新的或空的。

选项：
  -t, --template NAME    模板。minimal（默认）：十五行的机器人
                         shop：关键词表格、营业时间、门店、订位、人工客服、AI
                         ai：会聊天，开始时不需要密钥
      --store NAME       存储。sqlite（默认）：一个文件；memory：重启就忘；redis：多个实例
      --language NAME    typescript（默认）或 javascript
      --manager NAME     npm、pnpm 或 yarn（默认是运行本命令的那个）
      --lang LANG        语言：en 或 zh，用于提问和写给人看的内容；不写就按 LC_ALL、LC_MESSAGES 或 LANG
  -y, --yes              什么都不问
  -h, --help             显示这些文字
  -v, --version          版本

例子：
${EXAMPLES}
`,
  title: '新建一个 wechatbot 机器人（↑ ↓ 选择，回车确定）',
  folder: '放在哪个目录？',
  template: '用哪个模板？',
  templates: {
    minimal: '十五行的机器人',
    shop: '关键词表格、营业时间、门店、订位、人工客服、AI',
    ai: '会聊天，开始时不需要密钥',
  },
  store: '不能忘的内容存在哪里？',
  stores: { sqlite: '一个文件，不用装别的', memory: '重启就忘', redis: '多个实例' },
  language: '用哪种语言？',
  manager: '用哪个包管理器？',
  cancelled: '已取消，什么都没有写',
  nobody: '现在没有人可以回答问题；加上 --yes 使用默认值',
  unknownOption: (option) => `没有 ${option} 这个选项`,
  needsValue: (option) => `${option} 后面要写值`,
  noValue: (option) => `${option} 后面不写值`,
  oneOf: (option, known, got) => `--${option}：期望 ${known.join('、')} 之一，实际是 "${got}"`,
  didYouMean: (word) => `；是不是想写 ${word}？`,
  oneFolder: (got, all) => `期望一个目录，实际是 ${got} 个；用引号括起来："${all}"`,
  notEmpty: (folder, names) => `${folder} 不是空的，里面有 ${names.join('、')}；请换一个目录`,
  noFolder: (folder) => `${folder} 是一个文件；请换一个目录`,
  inClone: (folder) =>
    `${folder} 在 wechatbot 的仓库里，在那里无法安装它的包；请换一个仓库以外的目录`,
  tryHelp: '帮助：create-wechatbot --help',
  made: (folder, files) => `已在 ${folder} 写入 ${files} 个文件`,
  next: '接下来：',
  nextInClone: '接下来（wechatbot 还没有发布到 npm：请从这个仓库安装）：',
  env: {
    token: '公众号的令牌 (Token)：3 到 32 位字母或数字，与公众号后台一致。留空：只在本机演示。',
    account: '服务端 API 需要 AppID 和 AppSecret，安全模式需要消息加解密密钥 (EncodingAESKey)。',
    owner:
      '店主的 OpenID，有人订位时通知店主。店主给公众号发一条消息，日志的 key 里就有。留空：订位不会确认。',
    model: '模型的密钥，在 https://platform.deepseek.com 申请。留空：假模型只会复述。',
    redis: 'Redis 的地址。',
  },
  files: {
    'menu.png': 'rules.csv 里发的图片',
    'rules.csv': '关键词和回复，当表格改；改了会重新读取',
  },
  comments: {
    '1 is Monday, 7 is Sunday; without days it is every day. Dates are holidays.':
      '1 是周一，7 是周日；不写 days 就是每天。dates 是节假日。',
    'Without an owner who is told, nobody has the booking, and nothing is confirmed.':
      '没有人收到通知，订位就没有人知道，所以不说已订。',
    'Without a key a fake model answers. It repeats what it is told.':
      '没有密钥时由假模型回答，它只会复述。',
    'Without a key a fake model repeats what it is told. With tools an answer goes out as a whole.':
      '没有密钥时由假模型复述。有 tools 时，答案写完才发出，不会边写边发。',
    'Pictures, reminders and notices need it.': '发图片、提醒用户、通知店主需要它。',
    "The test reaches nobody and costs no money: the model is fake, and so is WeChat's API.":
      '测试不联系任何人，也不花钱：模型是假的，微信的 API 也是假的。',
    'The tests cost no money: the fake model answers, even when a key is set.':
      '测试不花钱：即使设置了密钥，也由假模型回答。',
  },
  titles: {
    'the bot answers': '机器人会回复',
    'the shop answers': '店铺机器人会回复',
    'the bot talks': '机器人会聊天',
  },
}

export const WORDS: Readonly<Record<Lang, Words>> = { en: ENGLISH, zh: CHINESE }
