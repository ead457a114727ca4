import { EXAMPLES, type Words } from './words.ts'

export const CHINESE: Words = {
  help: `用法：create-wechatbot [目录] [选项]

在「目录」里新建一个微信公众号机器人：配置、测试、package.json；或者新建一个给机器人用的插件包。选项没有说的会问你。
不安装任何东西，也不覆盖任何文件：「目录」必须是新的或空的。

选项：
  -t, --template NAME    模板。minimal（默认）：十五行的机器人
                         shop：关键词表格、营业时间、门店、订位、人工客服、AI
                         ai：会聊天，开始时不需要密钥
                         plugin：给机器人用的插件包，用 TypeScript 写；「目录」就是包名：
                         wechatbot-plugin-NAME 或 @SCOPE/NAME
      --store NAME       机器人的存储。sqlite（默认）：一个文件；memory：重启就忘；redis：多个实例
      --language NAME    机器人用的语言。typescript（默认）或 javascript
      --manager NAME     npm、pnpm 或 yarn（默认是运行本命令的那个）
      --lang LANG        语言：en 或 zh，用于提问和写给人看的内容；不写就按 LC_ALL、LC_MESSAGES 或 LANG
  -y, --yes              什么都不问
  -h, --help             显示这些文字
  -v, --version          版本

例子：
${EXAMPLES}
`,
  title: '新建一个 wechatbot 机器人或插件（↑ ↓ 选择，回车确定）',
  folder: '放在哪个目录？',
  pluginFolder: '放在哪个目录？目录名就是包名。',
  template: '用哪个模板？',
  templates: {
    minimal: '十五行的机器人',
    shop: '关键词表格、营业时间、门店、订位、人工客服、AI',
    ai: '会聊天，开始时不需要密钥',
    plugin: '给机器人用的插件包，带测试',
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
  misfits: {
    store: '--store 不能和 --template plugin 一起用：插件的数据存在使用它的机器人的存储里',
    language:
      '--language javascript 不能和 --template plugin 一起用：插件包带类型，用 TypeScript 写',
  },
  didYouMean: (word) => `；是不是想写 ${word}？`,
  oneFolder: (got, all) => `期望一个目录，实际是 ${got} 个；用引号括起来："${all}"`,
  notEmpty: (folder, names) => `${folder} 不是空的，里面有 ${names.join('、')}；请换一个目录`,
  noFolder: (folder) => `${folder} 是一个文件；请换一个目录`,
  noPluginName: (folder, offered) =>
    `${folder} 不能用作插件的包名；应该是 wechatbot-plugin-NAME 或 @SCOPE/NAME，全部小写，例如 ${offered}`,
  takenName: (name, called, offered) =>
    `${name} 不能用：wechatbot 自带名为 ${called} 的插件；请换一个名字，例如 ${offered}`,
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
    'Any Standard Schema. A wrong option stops the start. The texts stand behind "expected": they are nouns.':
      '任何 Standard Schema 都行。选项有错就不启动。错误文字显示在「期望」后面，所以写成名词。',
    'A state for each user, in the store of the bot: the same on every instance.':
      '每个用户一份状态，存在机器人的存储里，每个实例看到的都一样。',
    'Of two messages at once, the first one draws.': '同时来两条消息时，以先写入的为准。',
    'When the bot closes. What the setup opens is closed here, too: a connection, a file.':
      '机器人关闭时运行。setup 里打开的连接、文件，也在这里关闭。',
    'What every plugin must do: set up twice, refuse nonsense, close.':
      '每个插件都要通过的测试：能启动两次，拒绝无意义的选项，能关闭。',
    'In a hook, because a failed assertion ends its test: what is left open keeps the process alive.':
      '写在钩子里：断言失败时测试到此为止，没有关闭的东西会让进程一直不结束。',
    'Time passes when the test says so.': '时间由测试控制。',
    "Tries the plugin by its path. A bot that has installed its package writes 'fortune'.":
      "试用时写插件的路径。装了这个包的机器人里写 'fortune'。",
  },
  texts: {
    'the bot answers': '机器人会回复',
    'the shop answers': '店铺机器人会回复',
    'the bot talks': '机器人会聊天',
    'the text that draws a fortune': '用来抽签的文字',
    'the text of a fortune': '签文',
    'a list of fortunes': '签文的列表',
    'at least one fortune': '至少一条签文',
    'gives each user one fortune a day': '每个用户每天一签',
  },
  plugin: { description: 'wechatbot 的插件，用于微信公众号机器人' },
}
