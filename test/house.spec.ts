/** The rules of the house: who may import whom, how long a file may be, and what stays inside. */
import { expect } from 'chai'
import { ARROWS, COMMAND, CORE, LOOSE, OPEN_TO_ALL, roomOf, STAGES } from './rooms.js'
import { codeOf, imports, listFiles, relativeImports, textOf, withNeighbours } from './sources.js'

const MAX_LINES = 250

const sources = listFiles('packages')
  .concat(listFiles('plugins'))
  .filter((file) => /\/(src|bin|page)\/.*\.(ts|js|css|html)$/.test(file))
  // What create-wechatbot writes is other people's.
  .filter((file) => !file.includes('/templates/'))

/** Of all that git has, whatever it is for. */
const code = listFiles('.').filter((file) => /\.[cm]?[jt]sx?$/.test(file))

describe('the house', () => {
  it('has sources to look at', () => {
    expect(sources).to.include(`${CORE}pipeline/index.ts`)
    expect(sources.length).to.be.above(50)
  })

  it('has all its code to look at: specs, what helps them, scripts', () => {
    expect(code).to.include.members([
      '.ci/pack.mjs',
      'examples/showcase/wechatbot.config.ts',
      'packages/cli/bin/wechatbot.js',
      'packages/redis/test/redis-server.ts',
      'test/bench/bench.mjs',
      'test/house.spec.ts',
      'wechatbot.config.ts',
    ])
  })

  it(`has no file of code above ${MAX_LINES} lines`, () => {
    const files = new Set([...code, ...sources])
    const long = [...files].filter((file) => textOf(file).split('\n').length - 1 > MAX_LINES)
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
