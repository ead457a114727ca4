// npm run pack -- ../my-bot: packs the packages of this clone into my-bot/vendor and installs them there. A plugin's folder
// will do, too.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'

const root = join(import.meta.dirname, '..')

/** All that a bot or a plugin may need, by name. create-wechatbot makes them, and is part of none. */
const PACKAGES = new Map(
  ['packages', 'plugins']
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `./${folder}/${name}`))
    .map((folder) => [read(join(root, folder, 'package.json')).name, folder])
    .filter(([name]) => name !== 'create-wechatbot'),
)

/** Without it npm would install into the nearest folder above that has one. */
const SCRIPTS = { dev: 'wechatbot dev', start: 'wechatbot start' }
const MANIFEST = { private: true, type: 'module', scripts: SCRIPTS }

function read(manifest) {
  return JSON.parse(readFileSync(manifest, 'utf8'))
}

/** The packages that a bot's manifest names, and those that they need; all of them where it names none. */
function namesFor(manifest) {
  const own = ({ dependencies, devDependencies }) =>
    Object.keys({ ...dependencies, ...devDependencies }).filter((name) => PACKAGES.has(name))
  const names = new Set(own(manifest))
  if (names.size === 0) return new Set(PACKAGES.keys())
  for (const name of names) {
    for (const needed of own(read(join(root, PACKAGES.get(name), 'package.json'))))
      names.add(needed)
  }
  return names
}

/** The npm that runs this script, or the one of the PATH. */
export function npm(args, cwd) {
  const { npm_execpath: own } = process.env
  const [command, ...first] = own === undefined ? ['npm'] : [process.execPath, own]
  const stdio = ['ignore', 'pipe', 'inherit']
  return execFileSync(command, [...first, ...args], { cwd, encoding: 'utf8', stdio })
}

/**
 * A new lock that says for which C library each build of libsql is. The builds do not say it themselves, so npm would
 * install two on Linux, 10 MB each. The lock of this clone says it, and those of bots keep it.
 */
function writeLock(bot) {
  const { lockfileVersion, packages } = read(join(root, 'package-lock.json'))
  const builds = Object.entries(packages).filter(([at]) => at.startsWith('node_modules/@libsql/'))
  const lock = { lockfileVersion, packages: { '': {}, ...Object.fromEntries(builds) } }
  writeFileSync(join(bot, 'package-lock.json'), JSON.stringify(lock))
}

/**
 * Whether it is the manifest of a plugin, whose core is its bot's. What is installed from files is only for its
 * development then: a package whose dependencies are files of this machine would install nowhere else.
 */
function isPlugin({ peerDependencies }) {
  return peerDependencies?.['@wechatbot/core'] !== undefined
}

/** Everything, as it is built, into `bot/vendor` and `bot/node_modules`. */
function installInto(bot) {
  const vendor = join(bot, 'vendor')
  mkdirSync(vendor, { recursive: true })
  const manifest = join(bot, 'package.json')
  if (!existsSync(manifest)) writeFileSync(manifest, `${JSON.stringify(MANIFEST, null, 2)}\n`)
  const named = read(manifest)
  const names = namesFor(named)
  const isLocked = existsSync(join(bot, 'package-lock.json'))
  if (!isLocked && names.has('@wechatbot/sqlite')) writeLock(bot)
  const options = ['--json', '--ignore-scripts', '--pack-destination', vendor]
  const packed = JSON.parse(npm(['pack', ...options, ...PACKAGES.values()], root))
  const files = packed
    .filter(({ name }) => names.has(name))
    .map(({ filename }) => `./vendor/${filename}`)
  process.stdout.write(`in ${bot}:\nnpm install ${files.join(' ')}\n`)
  // What npm has in its cache it does not ask the registry for again: this clone's `npm ci` has brought nearly all.
  const quick = ['--no-audit', '--no-fund', '--prefer-offline']
  const kind = isPlugin(named) ? ['--save-dev'] : []
  process.stdout.write(npm(['install', ...quick, ...kind, ...files], bot))
}

function main([folder, ...more]) {
  if (folder === undefined || more.length > 0) {
    process.stderr.write('pack: expected the folder of your bot, like: npm run pack -- ../my-bot\n')
    return 2
  }
  // npm runs this in the clone, wherever it was called.
  const bot = resolve(process.env.INIT_CWD ?? '.', folder)
  if (`${bot}${sep}`.startsWith(`${root}${sep}`)) {
    process.stderr.write(`pack: expected a folder outside of this clone, got ${bot}\n`)
    return 2
  }
  installInto(bot)
  return 0
}

if (import.meta.filename === process.argv[1]) process.exitCode = main(process.argv.slice(2))
