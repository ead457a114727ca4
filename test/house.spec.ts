/** The rules of the house: who may import whom, how long a file may be, and what stays inside. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect } from 'chai'
import { ROOT } from './root.js'

const MAX_LINES = 250
const CORE = 'packages/core/src/'

/** Nouns of core, and what each may import besides errors, clock and log; arrows are transitive. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  secrets: [],
  errors: [],
  clock: [],
  log: [],
  soon: [],
  address: [],
  forwarded: ['address'],
  guard: [],
  characters: [],
  crypto: [],
  xml: ['characters'],
  envelope: ['crypto', 'xml'],
  message: [],
  account: ['crypto'],
  push: [],
  reply: ['message', 'characters'],
  'store/types': ['reply'],
  'store/keys': [],
  'store/memory': [
    'store/types',
    'store/generations',
    'store/expiring',
    'store/bindings',
    'store/kept-replies',
  ],
  'store/bindings': ['store/generations'],
  'store/kept-replies': ['reply'],
  'store/generations': [],
  'store/expiring': [],
  binding: ['store/types'],
  turn: ['message', 'reply', 'account', 'push', 'store/keys'],
  'in-flight': ['turn'],
  api: ['message', 'reply', 'account', 'store/types', 'store/keys', 'crypto', 'address'],
  context: ['turn', 'api'],
  chain: ['context', 'message', 'reply'],
  backlog: ['in-flight'],
  late: ['turn', 'api', 'store/types', 'store/expiring', 'reply', 'backlog'],
  overlap: ['turn'],
  keeper: ['in-flight', 'store/types'],
  version: [],
  plugin: ['chain', 'context', 'api', 'store/types', 'store/keys', 'version'],
  config: ['plugin', 'late', 'api', 'overlap', 'account', 'store/types', 'address', 'crypto'],
  observe: ['message', 'reply', 'store/types'],
  line: ['observe'],
  run: ['chain', 'late', 'overlap', 'observe', 'in-flight'],
  stage: ['run', 'binding', 'xml', 'crypto', 'envelope', 'address', 'observe'],
  'pipeline/http': ['push', 'forwarded'],
  'pipeline/index': ['stage', 'pipeline/http', 'guard'],
  bot: ['pipeline/index', 'config', 'plugin', 'store/memory', 'line', 'keeper'],
  batch: [],
  app: ['bot'],
  server: ['batch'],
  index: ['app', 'server'],
}
const OPEN_TO_ALL = ['errors', 'clock', 'log', 'secrets', 'soon']
const STAGES = ['verify', 'parse', 'dedupe', 'handle', 'serialize']

const sources = listFiles('packages')
  .concat(listFiles('plugins'))
  .filter((file) => /\/(src|bin|page)\/.*\.(ts|js|css|html)$/.test(file))

const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8')

describe('the house', () => {
  it('has sources to look at', () => {
    expect(sources).to.include(`${CORE}pipeline/index.ts`)
    expect(sources.length).to.be.above(50)
  })

  it(`has no source file above ${MAX_LINES} lines`, () => {
    const long = sources.filter((file) => textOf(file).split('\n').length - 1 > MAX_LINES)
    expect(long).to.deep.equal([])
  })

  it('has no file or folder called utils or helpers', () => {
    expect(sources.filter((file) => /util|helper/i.test(file))).to.deep.equal([])
  })

  it('lets each part of core import only what is below it', () => {
    const wrong = sources
      .filter((file) => file.startsWith(CORE))
      .flatMap((file) =>
        relativeImports(file)
          .filter((imported) => !isAllowed(nounOf(file), nounOf(imported)))
          .map((imported) => `${file} -> ${imported}`),
      )
    expect(wrong).to.deep.equal([])
  })

  it('lets no stage import another', () => {
    const wrong = STAGES.flatMap((stage) =>
      relativeImports(`${CORE}pipeline/${stage}.ts`)
        .filter((imported) => imported.includes('/pipeline/'))
        .map((imported) => `${stage} -> ${imported}`),
    )
    expect(wrong).to.deep.equal([])
  })

  it('lets packages import only what is theirs', () => {
    const MAY: Readonly<Record<string, readonly string[]>> = {
      'packages/core': [],
      'packages/simulator': ['@wechatbot/core'],
      'packages/redis': ['@wechatbot/core'],
      'packages/playground': ['@wechatbot/core', '@wechatbot/simulator'],
      'packages/cli': ['@wechatbot/core', '@wechatbot/simulator', '@wechatbot/playground'],
    }
    const wrong = sources.flatMap((file) => {
      const folder = file.split('/').slice(0, 2).join('/')
      const allowed = folder.startsWith('plugins/') ? ['@wechatbot/core'] : (MAY[folder] ?? [])
      return imports(file)
        .filter((name) => /^(@wechatbot\/|wechatbot$)/.test(name) && !allowed.includes(name))
        .map((name) => `${file} -> ${name}`)
    })
    expect(wrong).to.deep.equal([])
  })

  const onlyIn = (what: string, pattern: RegExp, where: RegExp) => {
    it(`keeps ${what} in ${where.source}`, () => {
      const found = sources.filter((file) => pattern.test(codeOf(file)) && !where.test(file))
      expect(found).to.deep.equal([])
    })
  }
  onlyIn('xml-js', /from 'xml-js'/, /^packages\/core\/src\/xml\//)
  onlyIn('node:crypto', /from '(node:)?crypto'/, /^packages\/core\/src\/crypto\//)
  onlyIn('console', /\bconsole\./, /^packages\/cli\//)

  it('has no files, argv or environment in core, and no fetch outside api', () => {
    const core = sources.filter((file) => file.startsWith(CORE))
    const outside = /from 'node:(fs|fs\/promises|child_process|os)'|process\.(env|argv)/
    expect(core.filter((file) => outside.test(codeOf(file)))).to.deep.equal([])
    const fetching = core.filter((file) => /\bfetch\(/.test(codeOf(file)))
    expect(fetching.filter((file) => !file.includes('/api/'))).to.deep.equal([])
  })

  it('starts no process, store or browser in npm test: what does is called *.system.spec.ts', () => {
    const specs = ['packages', 'plugins', 'test']
      .flatMap(listFiles)
      .filter((file) => /\.spec\.ts$/.test(file) && !/\.system\.spec|^test\/attack\//.test(file))
    expect(specs.length).to.be.above(100)
    const outside = ['node:child_process', 'node:cluster', 'playwright-core', '#redis-server']
    const starting = specs.filter((file) =>
      [...withNeighbours(file)].some((each) =>
        imports(each).some((name) => outside.includes(name)),
      ),
    )
    expect(starting).to.deep.equal([])
  })

  it('has nothing at module level of core that two bots could share and change', () => {
    const mutable = /^(export )?(let |var |const \w+ = new (Map|WeakMap|Set|Array)(<.*>)?\()/m
    const core = sources.filter((file) => file.startsWith(CORE) || file.startsWith('plugins/'))
    expect(core.filter((file) => mutable.test(codeOf(file)))).to.deep.equal([])
  })
})

function isAllowed(from: string, to: string): boolean {
  if (from === to || OPEN_TO_ALL.includes(to)) return true
  if (from === 'index') return true
  if (from === 'store/types' && to === 'store/types') return true
  return reachable(from).has(to)
}

/** An arrow also opens what its target may import. */
function reachable(noun: string, seen = new Set<string>()): Set<string> {
  for (const next of MAY_IMPORT[noun] ?? []) {
    if (seen.has(next)) continue
    seen.add(next)
    reachable(next, seen)
  }
  return seen
}

/** The noun a file of core belongs to: its folder, or itself. */
function nounOf(file: string): string {
  const path = file.slice(CORE.length).replace(/\.ts$/, '')
  const [folder = '', ...rest] = path.split('/')
  if (rest.length === 0) return folder
  if (folder === 'pipeline') return STAGES.includes(rest[0] ?? '') ? 'stage' : path
  return folder === 'store' ? path : folder
}

function imports(file: string): string[] {
  return [...codeOf(file).matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1] ?? '')
}

function relativeImports(file: string): string[] {
  return imports(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => relative(ROOT, join(ROOT, file, '..', name)))
}

/** A spec, and the files beside it that it imports, and those that these import. */
function withNeighbours(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const names = relativeImports(file).filter((name) => /\.[jt]s$/.test(name))
  for (const name of names) withNeighbours(name.replace(/\.js$/, '.ts'), seen)
  return seen
}

/** A file's text without comments. */
function codeOf(file: string): string {
  return textOf(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}

function listFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((file) => !/(^|\/)(node_modules|dist)\//.test(file))
}
