/** The files of a plugin: a package that its author publishes, and a bot to try it with. */
import type { Lang } from './lang.ts'
import { calledName } from './name.ts'
import { type Content, json, page, templateFiles } from './template.ts'
import { ENGINES, OWN, TOOLS, VERSION } from './versions.ts'
import { WORDS } from './words/index.ts'

/** The versions of core that a new plugin runs with. `core` in the template says the same, and is checked at each start. */
const CORE = `>=${VERSION} <${Number.parseInt(VERSION, 10) + 1}`

/** What the template calls its plugin. examples/own-plugin is made of it. */
const CALLED = "'fortune'"

export interface NewPlugin {
  /** Of the package: `wechatbot-plugin-NAME` or `@SCOPE/NAME`. */
  readonly name: string
  readonly lang: Lang
  /** The command that runs a script. */
  readonly run: string
}

export function pluginFiles({ name, lang, run }: NewPlugin): ReadonlyMap<string, Content> {
  const called = calledName(name)
  const code = templateFiles('plugin', lang, (text) => text.replaceAll(CALLED, `'${called}'`))
  // As `npm pack` calls it.
  const tarball = `${name.replace('@', '').replace('/', '-')}-${FIRST}.tgz`
  const { description } = WORDS[lang].plugin
  return new Map<string, Content>([
    ['package.json', json(manifest(name, description))],
    ...code,
    // What `npm run pack` of the clone puts into vendor belongs to package.json.
    ['.gitignore', 'node_modules/\ndist/\n*.tgz\n!vendor/*.tgz\n.env\n'],
    ['tsconfig.json', json(TSCONFIG)],
    ['tsconfig.build.json', json(TSCONFIG_BUILD)],
    ['README.md', page(`plugin.${lang}.md`, { name, called, tarball, description, run })],
  ])
}

/** Checks everything, also the test and the configuration that tries the plugin. */
const TSCONFIG = {
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noEmit: true,
    rewriteRelativeImportExtensions: true,
    skipLibCheck: true,
  },
  include: ['src', 'test', 'wechatbot.config.ts'],
}

/** Writes what is published. */
const TSCONFIG_BUILD = {
  extends: './tsconfig.json',
  compilerOptions: { noEmit: false, declaration: true, rootDir: 'src', outDir: 'dist' },
  include: ['src'],
}

/** The version that a new plugin begins with. */
const FIRST = '0.1.0'

function manifest(name: string, description: string) {
  const build = 'tsc -p tsconfig.build.json'
  return {
    name,
    version: FIRST,
    description,
    type: 'module',
    keywords: ['wechat', 'weixin', 'wechatbot', 'wechatbot-plugin'],
    engines: ENGINES,
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
    files: ['dist'],
    scripts: {
      dev: 'wechatbot dev',
      build,
      test: 'tsc && jiti test/plugin.test.ts',
      prepack: build,
    },
    dependencies: { valibot: '^1.5.0' },
    // The bot brings it: a second core in one process would know nothing of the first.
    peerDependencies: { '@wechatbot/core': CORE },
    devDependencies: {
      '@wechatbot/core': OWN,
      '@wechatbot/simulator': OWN,
      wechatbot: OWN,
      ...TOOLS,
    },
  }
}
