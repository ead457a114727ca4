/** The rules of the house: who may import whom, how long a file may be, and what stays inside. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect } from 'chai'
import { ROOT } from './root.js'

const MAX_LINES = 250
const CORE = 'packages/core/src/'
const COMMAND = 'packages/cli/src/'
/** What belongs to the command as a whole, and what the package offers to programs. */
const LOOSE = [
  ...['errors.ts', 'index.ts', 'invocation.ts', 'main.ts', 'open-file.ts', 'target.ts', 'usage.ts'],
  'whole.ts',
]

/**
 * The rooms of core, and the rooms that the files of each import: all arrows, types included, and no more.
 * A folder is a room, and so is each file beside them; in pipeline the five stages are one, and the other
 * files one each. Errors, refusals, clock, secrets and packages on demand are open to
 * all.
 */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  xml: [],
  crypto: ['xml'],
  account: ['crypto'],
  protocol: [],
  message: [],
  reply: ['message', 'protocol', 'xml'],
  records: ['message', 'reply'],
  soon: [],
  store: ['crypto', 'records', 'reply', 'soon'],
  turn: ['message', 'records', 'reply', 'store'],
  http: ['protocol', 'records', 'turn'],
  api: ['account', 'crypto', 'http', 'message', 'protocol', 'reply', 'store', 'xml'],
  late: ['account', 'api', 'message', 'protocol', 'records', 'reply', 'soon', 'store', 'turn'],
  'option-values': ['message'],
  chain: ['account', 'api', 'message', 'records', 'reply', 'soon', 'store', 'turn'],
  session: ['records', 'store'],
  jobs: ['api', 'chain', 'crypto', 'records', 'session', 'store'],
  version: [],
  plugin: ['account', 'api', 'chain', 'jobs', 'records', 'reply', 'session', 'store', 'version'],
  config: [
    'account',
    'api',
    'crypto',
    'http',
    'late',
    'message',
    'option-values',
    'plugin',
    'records',
    'reply',
    'store',
    'turn',
  ],
  'pipeline/runtime': ['api', 'chain', 'config', 'late', 'records', 'soon', 'store', 'turn', 'xml'],
  assembly: ['api', 'config', 'late', 'pipeline/runtime', 'records', 'store', 'turn', 'xml'],
  'pipeline/closing': ['pipeline/runtime', 'turn'],
  'pipeline/answer': ['api', 'chain', 'pipeline/runtime', 'records', 'reply', 'soon', 'turn'],
  'pipeline/taken-over': ['late', 'pipeline/runtime', 'turn'],
  'pipeline/run': [
    'pipeline/answer',
    'pipeline/runtime',
    'pipeline/taken-over',
    'reply',
    'soon',
    'store',
    'turn',
  ],
  stage: [
    'account',
    'crypto',
    'http',
    'message',
    'pipeline/run',
    'pipeline/runtime',
    'records',
    'reply',
    'soon',
    'store',
    'turn',
    'xml',
  ],
  'pipeline/flow': ['message', 'pipeline/runtime', 'reply', 'stage', 'turn'],
  'pipeline/fetch': ['http', 'pipeline/flow', 'pipeline/runtime', 'stage'],
  'pipeline/index': ['http', 'pipeline/flow', 'pipeline/runtime', 'soon', 'stage'],
  'pipeline/recovery': [
    'late',
    'pipeline/run',
    'pipeline/runtime',
    'pipeline/taken-over',
    'stage',
    'store',
    'turn',
  ],
  bot: [
    'account',
    'api',
    'assembly',
    'chain',
    'config',
    'jobs',
    'pipeline/closing',
    'pipeline/fetch',
    'pipeline/index',
    'pipeline/recovery',
    'pipeline/runtime',
    'plugin',
    'records',
    'session',
    'soon',
    'store',
  ],
  app: ['bot', 'config', 'http', 'pipeline/index', 'pipeline/runtime', 'records', 'turn'],
  hours: [],
}
const OPEN_TO_ALL = ['errors', 'refusals', 'clock', 'on-demand', 'secrets']
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

  it('has no arrow between rooms of core but those drawn here', () => {
    const found: Record<string, string[]> = {}
    for (const file of sources.filter((each) => each.startsWith(CORE))) {
      const from = roomOf(file)
      found[from] ??= []
      found[from].push(...relativeImports(file).map(roomOf))
    }
    const { index: _all, internal: _tools, ...rooms } = found
    const drawn = Object.entries(rooms).map(([from, to]) => {
      const arrows = new Set(to.filter((room) => room !== from && !OPEN_TO_ALL.includes(room)))
      return [from, [...arrows].sort()]
    })
    const told = Object.entries(ARROWS).map(([from, to]) => [from, [...to].sort()])
    const closed = OPEN_TO_ALL.map((room) => [room, []])
    expect(Object.fromEntries(drawn)).to.deep.equal(Object.fromEntries([...told, ...closed]))
  })

  it('draws the rooms of core from the ground up: no arrow runs in a circle', () => {
    const rooms = Object.keys(ARROWS)
    const upwards = rooms.flatMap((from, floor) =>
      (ARROWS[from] ?? [])
        .filter((to) => rooms.indexOf(to) >= floor)
        .map((to) => `${from} -> ${to}`),
    )
    expect(upwards).to.deep.equal([])
  })

  it('keeps files of the command in rooms, and lets no two rooms import each other', () => {
    const files = sources.filter((file) => file.startsWith(COMMAND))
    const roomOfCommand = (file: string) => file.slice(COMMAND.length).split('/')[0] as string
    const loose = files.map(roomOfCommand).filter((room) => room.endsWith('.ts'))
    expect(loose.sort()).to.deep.equal(LOOSE)
    const arrows = new Set(
      files.flatMap((file) =>
        relativeImports(file).map(
          (imported) => `${roomOfCommand(file)} ${roomOfCommand(imported)}`,
        ),
      ),
    )
    const mutual = [...arrows].filter((arrow) => {
      const [from, to] = arrow.split(' ')
      return from !== to && arrows.has(`${to} ${from}`)
    })
    expect(mutual).to.deep.equal([])
  })

  it('has no files that import each other in a circle', () => {
    const { circles } = sources
      .filter((file) => file.endsWith('.ts'))
      .reduce(walk, { circles: [], done: new Set(), path: [] } as Walk)
    expect(circles).to.deep.equal([])
  })

  it('lets no stage import another', () => {
    const wrong = STAGES.flatMap((stage) =>
      relativeImports(`${CORE}pipeline/${stage}.ts`)
        .filter((imported) => roomOf(imported) === 'stage')
        .map((imported) => `${stage} -> ${imported}`),
    )
    expect(wrong).to.deep.equal([])
  })

  it('lets packages import only what is theirs', () => {
    const MAY: Readonly<Record<string, readonly string[]>> = {
      'packages/core': [],
      'packages/simulator': ['@wechatbot/core', '@wechatbot/core/internal'],
      'packages/redis': ['@wechatbot/core'],
      'packages/sqlite': ['@wechatbot/core'],
      // What it writes imports them; it does not.
      'packages/create': [],
      'packages/playground': [
        '@wechatbot/core',
        '@wechatbot/core/internal',
        '@wechatbot/simulator',
      ],
      'packages/cli': [
        '@wechatbot/core',
        '@wechatbot/core/internal',
        '@wechatbot/simulator',
        '@wechatbot/simulator/internal',
        '@wechatbot/playground',
      ],
    }
    const wrong = sources.flatMap((file) => {
      const folder = file.split('/').slice(0, 2).join('/')
      const allowed = folder.startsWith('plugins/') ? ['@wechatbot/core'] : (MAY[folder] ?? [])
      return (
        imports(file)
          .filter((name) => /^(@wechatbot\/|wechatbot$)/.test(name))
          // A single module of a package is as internal as the list of them.
          .map((name) => name.replace(/(\/internal)\/.*/, '$1'))
          .filter((name) => !allowed.includes(name))
          .map((name) => `${file} -> ${name}`)
      )
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

  it('reads the environment in one file of the plugins: the keys of the presets of ai', () => {
    const plugins = sources.filter((file) => file.startsWith('plugins/'))
    const reading = plugins.filter((file) => /process\.env\b/.test(codeOf(file)))
    expect(reading).to.deep.equal(['plugins/ai/src/options.ts'])
  })

  it('imports the SDK of models at the first message', () => {
    const atOnce = /^import (?!type )[^']*? from '(ai|@ai-sdk\/[^']+)'/m
    expect(sources.filter((file) => atOnce.test(codeOf(file)))).to.deep.equal([])
  })

  it('has no files, argv or environment in core, and no fetch outside api', () => {
    const core = sources.filter((file) => file.startsWith(CORE))
    const outside = /from 'node:(fs|fs\/promises|child_process|os)'|process\.(env|argv)/
    expect(core.filter((file) => outside.test(codeOf(file)))).to.deep.equal([])
    const fetching = core.filter((file) => /(?<!bot\.|')\bfetch\(/.test(codeOf(file)))
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
    // By bot, and weakly: the one thing that a module may remember.
    const RUNTIMES = `${CORE}pipeline/runtime.ts`
    const DESKS = 'plugins/dialog/src/desks.ts'
    // By Store, and weakly, too.
    const DISPATCHERS = `${CORE}jobs/dispatchers.ts`
    // By key, and weakly, too. What a cipher makes does not depend on who used it before.
    const CIPHERS = `${CORE}crypto/cbc.ts`
    const found = core.filter((file) => mutable.test(codeOf(file)))
    expect(found.sort()).to.deep.equal([CIPHERS, DISPATCHERS, RUNTIMES, DESKS])
  })
})

interface Walk {
  readonly circles: string[]
  readonly done: Set<string>
  readonly path: string[]
}

/** From a file to all that it imports, and so on. */
function walk({ circles, done, path }: Walk, file: string): Walk {
  const at = path.indexOf(file)
  if (at >= 0) circles.push([...path.slice(at), file].join(' -> '))
  else if (!done.has(file)) {
    path.push(file)
    for (const name of relativeImports(file)) {
      const next = name.replace(/\.js$/, '.ts')
      if (sources.includes(next)) walk({ circles, done, path }, next)
    }
    path.pop()
    done.add(file)
  }
  return { circles, done, path }
}

/** The room that a file of core stands in. */
function roomOf(file: string): string {
  const path = file.slice(CORE.length).replace(/\.ts$/, '')
  const [folder = '', name] = path.split('/')
  if (folder !== 'pipeline' || name === undefined) return folder
  return STAGES.includes(name) ? 'stage' : path
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
