// npm run pack -- ../my-bot: packs the packages of this clone into my-bot/vendor and installs them there.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'

const root = join(import.meta.dirname, '..')

/** All that a bot may need: what is small and not used costs nothing. */
const PACKAGES = ['packages', 'plugins'].flatMap((folder) =>
  readdirSync(join(root, folder)).map((name) => `./${folder}/${name}`),
)

/** Without it npm would install into the nearest folder above that has one. */
const MANIFEST = { private: true, type: 'module', scripts: { start: 'wechatbot start' } }

/** The npm that runs this script, or the one of the PATH. */
export function npm(args, cwd) {
  const { npm_execpath: own } = process.env
  const [command, ...first] = own === undefined ? ['npm'] : [process.execPath, own]
  const stdio = ['ignore', 'pipe', 'inherit']
  return execFileSync(command, [...first, ...args], { cwd, encoding: 'utf8', stdio })
}

/** Everything, as it is built, into `bot/vendor` and `bot/node_modules`. */
function installInto(bot) {
  const vendor = join(bot, 'vendor')
  mkdirSync(vendor, { recursive: true })
  const manifest = join(bot, 'package.json')
  if (!existsSync(manifest)) writeFileSync(manifest, `${JSON.stringify(MANIFEST, null, 2)}\n`)
  const options = ['--json', '--ignore-scripts', '--pack-destination', vendor]
  const packed = JSON.parse(npm(['pack', ...options, ...PACKAGES], root))
  const files = packed.map(({ filename }) => `./vendor/${filename}`)
  process.stdout.write(`in ${bot}:\nnpm install ${files.join(' ')}\n`)
  process.stdout.write(npm(['install', '--no-audit', '--no-fund', ...files], bot))
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
