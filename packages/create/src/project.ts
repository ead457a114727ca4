/** The files of a project: their names and their texts. Reads templates, and writes nothing. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Choices } from './choices.ts'
import type { Lang } from './lang.ts'
import { WORDS } from './words.ts'

const PACKAGE = join(import.meta.dirname, '..')

/** The version of this package and of all the others, which are released together. */
export const VERSION = (
  JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string }
).version

/** The versions with which this repository builds and tests its packages. */
const TOOLS = { '@types/node': '^20.19.43', jiti: '^2.7.0', typescript: '^7.0.2' }

/** The packages that a store needs to run jobs. */
const JOBS: Readonly<Record<Choices['store'], Readonly<Record<string, string>>>> = {
  sqlite: {},
  memory: {},
  redis: { bullmq: '^6.7.0' },
}
/** Templates that plan a job: the shop reminds its guests. */
const WITH_JOBS: readonly Choices['template'][] = ['shop']

const PLUGINS: Readonly<Record<Choices['template'], readonly string[]>> = {
  ai: ['ai', 'welcome'],
  minimal: [],
  shop: ['ai', 'dialog', 'handoff', 'hours', 'keyword', 'location-lookup', 'welcome'],
}

/** The line of the templates that the choice of a store changes. */
const STORE_LINE = "  store: 'sqlite:./wechatbot.db',\n"
const STORE_LINES: Readonly<Record<Choices['store'], string>> = {
  sqlite: STORE_LINE,
  memory: '',
  redis: "  store: process.env.REDIS_URL || 'redis://127.0.0.1:6379',\n",
}

export interface Project {
  readonly choices: Choices
  readonly name: string
  readonly lang: Lang
}

/** Names and contents, in the order in which they are written. */
export function filesOf(project: Project): ReadonlyMap<string, string | Uint8Array> {
  const { choices } = project
  const isTyped = choices.language === 'typescript'
  return new Map<string, string | Uint8Array>([
    ['package.json', json(manifest(project))],
    ...templateFiles(project),
    ['.env.example', environment(project)],
    ['.gitignore', 'node_modules/\n.env\n*.db\n*.db-wal\n*.db-shm\n'],
    ...(isTyped ? ([['tsconfig.json', json(TSCONFIG)]] as const) : []),
    ['README.md', readme(project)],
  ])
}

function templateFiles({ choices, lang }: Project): readonly [string, string | Uint8Array][] {
  const { template, language, store } = choices
  const { comments, titles } = WORDS[lang]
  const folder = join(PACKAGE, 'templates', template)
  return readdirSync(folder).map((name) => {
    const bytes = readFileSync(join(folder, name))
    if (!/\.(ts|csv)$/.test(name)) return [name, bytes]
    const text = bytes
      .toString('utf8')
      .replace(STORE_LINE, STORE_LINES[store])
      .replaceAll(/(?<=\/\/ ).+$/gm, (comment) => comments[comment] ?? comment)
      .replaceAll(/(?<=^test\(').+?(?=')/gm, (title) => titles[title] ?? title)
    // A template without types is also JavaScript.
    if (language === 'typescript') return [name, text]
    return [name.replace(/\.ts$/, '.js'), text]
  })
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

function manifest({ choices: { template, store, language }, name }: Project) {
  const own = `^${VERSION}`
  const isTyped = language === 'typescript'
  const simulator = { '@wechatbot/simulator': own }
  const plugins = PLUGINS[template].map((plugin) => [`@wechatbot/plugin-${plugin}`, own])
  // A peer of the plugins. Not every manager installs a package that only a plugin asks for.
  const core = plugins.length === 0 ? [] : [['@wechatbot/core', own]]
  const stores = store === 'memory' ? [] : [[`@wechatbot/${store}`, own]]
  return {
    name,
    private: true,
    type: 'module',
    engines: { node: '>=20.19.0' },
    scripts: {
      dev: 'wechatbot dev',
      start: 'wechatbot start',
      // jiti runs the tests without a test runner of its own, because node runs no TypeScript.
      test: isTyped ? 'jiti bot.test.ts' : 'node --test bot.test.js',
    },
    dependencies: {
      ...Object.fromEntries([...core, ...plugins, ...stores]),
      ...(WITH_JOBS.includes(template) ? JOBS[store] : {}),
      wechatbot: own,
    },
    devDependencies: isTyped ? { ...simulator, ...TOOLS } : simulator,
  }
}

function environment({ choices: { template, store }, lang }: Project): string {
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

function readme(project: Project): string {
  const { choices, name, lang } = project
  const ext = choices.language === 'typescript' ? 'ts' : 'js'
  const described = templateFiles(project).flatMap(([file]) => {
    const text = WORDS[lang].files[file.replace(/\.[tj]s$/, '')]
    return text === undefined ? [] : [`| \`${file}\` | ${text} |\n`]
  })
  const shop = choices.template === 'shop' ? `\n${textOf(`shop.${lang}.md`)}` : ''
  const values: Readonly<Record<string, string>> = {
    name,
    ext,
    shop: filled(shop, { ext }),
    files: described.join(''),
    run: runOf(choices.manager),
  }
  return filled(textOf(`${lang}.md`), values)
}

function textOf(page: string): string {
  return readFileSync(join(PACKAGE, 'templates/readme', page), 'utf8')
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, key: string) => values[key] as string)
}

/** The command by which a manager runs a script of package.json. */
export function runOf(manager: Choices['manager']): string {
  return manager === 'npm' ? 'npm run' : manager
}

/** The folder's name as a package name. npm takes neither Chinese characters nor blanks: they become dashes. */
export function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9._~-]+/g, '-')
    .replace(/^[-._]+|[-._]+$/g, '')
    .slice(0, 200)
  return name === '' || name === 'node_modules' ? 'my-bot' : name
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
