// A stranger's bot, as the README makes it: `npm run pack` into an empty folder, two plugin packages packed
// and installed beside; the config names all plugins as strings, and they answer.
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { npm } from './pack.mjs'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'wechatbot-packed-'))
const tarballs = join(folder, 'tarballs')
const bot = join(folder, 'bot')

const PLUGINS = ['test/fixtures/wechatbot-plugin-weather', 'examples/own-plugin']

/** A machine may be busy; what has not come by then never comes. */
const PATIENCE_MS = 60_000

const CONFIG = `import { defineConfig } from 'wechatbot'

export default defineConfig({
  // Nobody listens there: the bot goes on alone.
  store: 'redis://127.0.0.1:1',
  server: { port: 3456, host: '127.0.0.1' },
  bots: [{ token: 'packed-token', errorText: '请稍后再试', plugins: ['weather', 'fortune', 'welcome', 'handoff', 'keyword', 'location-lookup',
    // Set up, and not asked: what it keeps it keeps in the store alone.
    ['dialog', { name: 'booking', start: '订位', steps: [{ name: 'date', ask: '哪天？', type: 'date' }], done: '{date}' }],
    'echo',
  ] }],
})
`

try {
  mkdirSync(tarballs)
  mkdirSync(bot)
  npm(['run', '--silent', 'pack', '--', bot], root)
  writeFileSync(join(bot, 'wechatbot.config.ts'), CONFIG)
  for (const plugin of PLUGINS) npm(['pack', '--pack-destination', tarballs], join(root, plugin))
  const files = readdirSync(tarballs).map((name) => `../tarballs/${name}`)
  npm(['install', '--no-audit', '--no-fund', ...files], bot)

  const server = spawn('npm', ['start'], { cwd: bot })
  // Not `exit`: the bot has its output as long as it lives.
  const ended = new Promise((resolve) => server.once('close', resolve))
  try {
    await listening(server)
    expect('text 天气 深圳', '深圳：晴')
    expect('location 22.54 114.06', '广东省深圳市')
    // It is there, and its session waits for the store: no process answers alone what all must know.
    expect('text 抽签', '请稍后再试')
    expect('text 你好', '你好')
  } finally {
    server.kill('SIGTERM')
    await ended
  }
  await playground()
  process.stdout.write('packed: installed into an empty folder, 4 answers right\n')
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The page is in the packages, with its scripts and its bots. */
async function playground() {
  const dev = spawn('npx', ['wechatbot', 'dev', '--port', '3457'], { cwd: bot })
  const ended = new Promise((resolve) => dev.once('close', resolve))
  try {
    await listening(dev, 'ready')
    for (const file of ['', 'main.js', 'base.css', 'icon.svg']) {
      const { status } = await fetch(`http://127.0.0.1:3457/playground/${file}`)
      if (status !== 200) throw new Error(`playground/${file}: expected 200, got ${status}`)
    }
    process.stdout.write('dev: the page is served\n')
  } finally {
    dev.kill('SIGTERM')
    await ended
  }
}

function expect(words, answer) {
  const command = ['wechatbot', 'send', ...words.split(' ')]
  const output = execFileSync('npx', command, { cwd: bot, encoding: 'utf8' })
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
