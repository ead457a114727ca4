// A stranger's bot: core, simulator and command packed, and a plugin package packed beside them, all
// installed into an empty folder; the config names the plugin as a string, and it answers.
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'wechatbot-packed-'))
const tarballs = join(folder, 'tarballs')
const bot = join(folder, 'bot')

/** A machine may be busy; what has not come by then never comes. */
const PATIENCE_MS = 60_000

const PACKAGES = [
  'packages/core',
  'packages/simulator',
  'packages/playground',
  'packages/cli',
  'packages/redis',
  'plugins/echo',
  'plugins/keyword',
  'plugins/location-lookup',
  'plugins/welcome',
  'plugins/handoff',
  'test/fixtures/wechatbot-plugin-weather',
  'examples/own-plugin',
]

const CONFIG = `import { defineConfig } from 'wechatbot'

export default defineConfig({
  // Nobody listens there: the bot goes on alone.
  store: 'redis://127.0.0.1:1',
  server: { port: 3456, host: '127.0.0.1' },
  bots: [{ token: 'packed-token', plugins: ['weather', 'fortune', 'welcome', 'handoff', 'keyword', 'location-lookup', 'echo'] }],
})
`

const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

try {
  // A package of its own, so the repository's build leaves it out.
  run('npm', ['run', 'build'], join(root, 'examples/own-plugin'))
  mkdirSync(tarballs)
  mkdirSync(bot)
  const packed = PACKAGES.map((name) => {
    const [{ filename }] = JSON.parse(
      run(
        'npm',
        ['pack', '--json', '--ignore-scripts', '--pack-destination', tarballs],
        join(root, name),
      ),
    )
    return join(tarballs, filename)
  })
  writeFileSync(join(bot, 'package.json'), '{ "name": "my-bot", "private": true }\n')
  writeFileSync(join(bot, 'wechatbot.config.ts'), CONFIG)
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packed], bot)

  const server = spawn('npx', ['wechatbot', 'start'], { cwd: bot, detached: true })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  try {
    await listening(server)
    expect('text 天气 深圳', '深圳：晴')
    expect('location 22.54 114.06', '广东省深圳市')
    expect('text 抽签', '吉')
    expect('text 你好', '你好')
  } finally {
    process.kill(-server.pid, 'SIGTERM')
    await ended
  }
  await playground()
  process.stdout.write(`packed: ${PACKAGES.length} packages installed, 4 answers right\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The page is in the packages, with its scripts and its bots. */
async function playground() {
  const dev = spawn('npx', ['wechatbot', 'dev', '--port', '3457'], { cwd: bot, detached: true })
  const ended = new Promise((resolve) => dev.once('exit', resolve))
  try {
    await listening(dev, 'ready')
    for (const file of ['', 'main.js', 'base.css', 'icon.svg']) {
      const { status } = await fetch(`http://127.0.0.1:3457/playground/${file}`)
      if (status !== 200) throw new Error(`playground/${file}: expected 200, got ${status}`)
    }
    process.stdout.write('dev: the page is served\n')
  } finally {
    process.kill(-dev.pid, 'SIGTERM')
    await ended
  }
}

function expect(words, answer) {
  const output = run('npx', ['wechatbot', 'send', ...words.split(' ')], bot)
  if (!output.includes(answer)) throw new Error(`send ${words}: expected ${answer}, got ${output}`)
  process.stdout.write(`send ${words}: ${output}`)
}

function listening(server, sign = 'talk to it') {
  return new Promise((resolve, reject) => {
    let output = ''
    const late = setTimeout(
      () => reject(new Error(`expected "${sign}" within 60 s, got:\n${output}`)),
      PATIENCE_MS,
    )
    const read = (data) => {
      output += data
      if (!output.includes(sign)) return
      clearTimeout(late)
      resolve()
    }
    server.stdout.on('data', read)
    server.stderr.on('data', read)
    server.once('exit', (code) => reject(new Error(`it ended with ${code}:\n${output}`)))
  })
}
