/** The files of a bot. */
import type { BotChoices, Store } from './choices.ts'
import type { Lang } from './lang.ts'
import { type Content, json, page, templateFiles } from './template.ts'
import { ENGINES, OWN, TOOLS } from './versions.ts'
import { WORDS } from './words/index.ts'

/** The packages that a store needs to run jobs. */
const JOBS: Readonly<Record<Store, Readonly<Record<string, string>>>> = {
  sqlite: {},
  memory: {},
  redis: { bullmq: '^6.7.0' },
}
/** Templates that plan a job: the shop reminds its guests. */
const WITH_JOBS: readonly BotChoices['template'][] = ['shop']

const PLUGINS: Readonly<Record<BotChoices['template'], readonly string[]>> = {
  ai: ['ai', 'welcome'],
  minimal: [],
  shop: ['ai', 'dialog', 'handoff', 'hours', 'keyword', 'location-lookup', 'welcome'],
}

/** The line of the templates that the choice of a store changes. */
const STORE_LINE = "  store: 'sqlite:./wechatbot.db',\n"
const STORE_LINES: Readonly<Record<Store, string>> = {
  sqlite: STORE_LINE,
  memory: '',
  redis: "  store: process.env.REDIS_URL || 'redis://127.0.0.1:6379',\n",
}

export interface NewBot {
  readonly choices: BotChoices
  readonly name: string
  readonly lang: Lang
  /** The command that runs a script. */
  readonly run: string
}

export function botFiles(bot: NewBot): ReadonlyMap<string, Content> {
  const isTyped = bot.choices.language === 'typescript'
  const own = codeOf(bot)
  return new Map<string, Content>([
    ['package.json', json(manifest(bot))],
    ...own,
    ['.env.example', environment(bot)],
    ['.gitignore', 'node_modules/\n.env\n*.db\n*.db-wal\n*.db-shm\n'],
    ...(isTyped ? ([['tsconfig.json', json(TSCONFIG)]] as const) : []),
    ['README.md', readme(bot, own)],
  ])
}

type Code = readonly [string, Content][]

function codeOf({ choices: { template, language, store }, lang }: NewBot): Code {
  const files = templateFiles(template, lang, (text) =>
    text.replace(STORE_LINE, STORE_LINES[store]),
  )
  // A template without types is also JavaScript.
  if (language === 'typescript') return files
  return files.map(([name, content]) => [name.replace(/\.ts$/, '.js'), content])
}

const TSCONFIG = {
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
  },
}

function manifest({ choices: { template, store, language }, name }: NewBot) {
  const isTyped = language === 'typescript'
  const simulator = { '@wechatbot/simulator': OWN }
  const plugins = PLUGINS[template].map((plugin) => [`@wechatbot/plugin-${plugin}`, OWN])
  // A peer of the plugins. Not every manager installs a package that only a plugin asks for.
  const core = plugins.length === 0 ? [] : [['@wechatbot/core', OWN]]
  const stores = store === 'memory' ? [] : [[`@wechatbot/${store}`, OWN]]
  return {
    name,
    private: true,
    type: 'module',
    engines: ENGINES,
    scripts: {
      dev: 'wechatbot dev',
      start: 'wechatbot start',
      // jiti runs the tests without a test runner of its own, because node runs no TypeScript.
      test: isTyped ? 'jiti bot.test.ts' : 'node --test bot.test.js',
    },
    dependencies: {
      ...Object.fromEntries([...core, ...plugins, ...stores]),
      ...(WITH_JOBS.includes(template) ? JOBS[store] : {}),
      wechatbot: OWN,
    },
    devDependencies: isTyped ? { ...simulator, ...TOOLS } : simulator,
  }
}

function environment({ choices: { template, store }, lang }: NewBot): string {
  const { env } = WORDS[lang]
  const blocks = [`# ${env.token}\nWECHAT_TOKEN=\n`]
  if (template === 'shop') {
    const names = ['WECHAT_APP_ID', 'WECHAT_APP_SECRET', 'WECHAT_AES_KEY']
    blocks.push(`# ${env.account}\n${names.map((name) => `${name}=\n`).join('')}`)
    blocks.push(`# ${env.owner}\nOWNER=\n`)
  }
  if (template !== 'minimal') blocks.push(`# ${env.model}\nDEEPSEEK_API_KEY=\n`)
  if (store === 'redis') {
    blocks.push(`# ${env.redis}\nREDIS_URL=redis://127.0.0.1:6379\n`)
  }
  return blocks.join('\n')
}

function readme({ choices, name, lang, run }: NewBot, own: Code): string {
  const ext = choices.language === 'typescript' ? 'ts' : 'js'
  const described = own.flatMap(([file]) => {
    const text = WORDS[lang].files[file]
    return text === undefined ? [] : [`| \`${file}\` | ${text} |\n`]
  })
  const shop = choices.template === 'shop' ? `\n${page(`shop.${lang}.md`, { ext })}` : ''
  return page(`bot.${lang}.md`, { name, ext, shop, files: described.join(''), run })
}
