import { EXAMPLES, type Words } from './words.ts'

export const ENGLISH: Words = {
  help: `Usage: create-wechatbot [FOLDER] [options]

Makes a WeChat Official Account chatbot in FOLDER: configuration, test, package.json; or a plugin for such
bots, as a package. Asks for what no option says. Installs nothing, and overwrites nothing: FOLDER is new
or empty.

Options:
  -t, --template NAME    minimal (default): a bot in fifteen lines
                         shop: keywords from a table, hours, branches, bookings, a human, a model
                         ai: talks; needs no key to begin with
                         plugin: a package for bots, in TypeScript; FOLDER is its name:
                         wechatbot-plugin-NAME or @SCOPE/NAME
      --store NAME       of a bot: sqlite (default): one file; memory: forgets; redis: several instances
      --language NAME    of a bot: typescript (default) or javascript
      --manager NAME     npm, pnpm or yarn (the one that runs this)
      --lang LANG        en or zh: the language of the questions, and of what is written for people;
                         without it that of LC_ALL, LC_MESSAGES or LANG
  -y, --yes              ask nothing
  -h, --help             this text
  -v, --version          the version

Examples:
${EXAMPLES}
`,
  title: 'A new wechatbot, or a plugin for one (↑ ↓ to choose, Enter to confirm)',
  folder: 'In which folder?',
  pluginFolder: 'In which folder? It has the name of the package.',
  template: 'Which template?',
  templates: {
    minimal: 'a bot in fifteen lines',
    shop: 'keywords from a table, hours, branches, bookings, a human, a model',
    ai: 'talks; needs no key to begin with',
    plugin: 'a plugin for bots: a package with its test',
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
  misfits: {
    store:
      '--store does not fit --template plugin: a plugin keeps its data in the store of its bot',
    language:
      '--language javascript does not fit --template plugin: its package has types, so it is TypeScript',
  },
  didYouMean: (word) => `; did you mean ${word}?`,
  oneFolder: (got, all) => `expected one folder, got ${got}; in quotes: "${all}"`,
  notEmpty: (folder, names) =>
    `${folder} is not empty, it has ${names.join(', ')}; choose another folder`,
  noFolder: (folder) => `${folder} is a file; choose a folder`,
  noPluginName: (folder, offered) =>
    `${folder} is no name of a plugin; expected wechatbot-plugin-NAME or @SCOPE/NAME, in lower case; for example ${offered}`,
  takenName: (name, called, offered) =>
    `${name} cannot be used: wechatbot itself has a plugin ${called}; choose another name, for example ${offered}`,
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
  texts: {},
  plugin: {
    description: 'A plugin for wechatbot, the framework of WeChat Official Account chatbots',
  },
}
