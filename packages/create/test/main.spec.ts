import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { ALL, createPlace, type Place } from './place.ts'

describe('create-wechatbot', () => {
  let cwd: string
  let call: Place['call']
  let text: Place['text']
  let manifest: Place['manifest']
  let remove: Place['remove']

  beforeEach(() => {
    ;({ cwd, call, text, manifest, remove } = createPlace())
  })
  afterEach(() => remove())

  describe('asked nothing', () => {
    it('writes the minimal template into my-bot, in seven files', async () => {
      const { code, stdout, stderr } = await call(['--yes'])
      expect([code, stderr]).to.deep.equal([0, ''])
      expect(readdirSync(join(cwd, 'my-bot')).sort()).to.deep.equal(ALL)
      expect(stdout).to.contain(`7 files in ${join(cwd, 'my-bot')}`)
      expect(stdout).to.contain('npm run dev')
    })

    it('writes at most forty lines of configuration and code', async () => {
      await call(['bot', '--template', 'minimal', '--yes'])
      const written = ['wechatbot.config.ts', 'bot.test.ts', 'tsconfig.json', '.env.example']
      const lines = written.map((file) => text('bot', file).trimEnd().split('\n').length)
      expect(lines.reduce((sum, count) => sum + count)).to.be.at.most(40)
    })

    it('keeps what must not be forgotten in SQLite', async () => {
      await call(['bot', '--yes'])
      expect(text('bot', 'wechatbot.config.ts')).to.contain("store: 'sqlite:./wechatbot.db',")
      expect(Object.keys(manifest('bot').dependencies)).to.deep.equal([
        '@wechatbot/sqlite',
        'wechatbot',
      ])
      expect(text('bot', '.gitignore').split('\n')).to.include.members(['.env', '*.db'])
    })

    it('names each package with its own version', async () => {
      await call(['bot', '--template', 'shop', '--yes'])
      const { version } = JSON.parse(
        readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
      )
      const { dependencies, devDependencies } = manifest('bot')
      const own = Object.entries({ ...dependencies, ...devDependencies }).filter(([name]) =>
        /wechatbot/.test(name),
      )
      expect(own).to.have.length(11)
      for (const [name, range] of own) expect(range, name).to.equal(`^${version}`)
    })

    it('makes of shop what examples/shop is, picture and all', async () => {
      const example = join(import.meta.dirname, '../../../../examples/shop')
      for (const language of ['typescript', 'javascript']) {
        await call([language, '--template', 'shop', '--language', language, '--yes'])
        const config = `wechatbot.config.${language === 'typescript' ? 'ts' : 'js'}`
        expect(text(language, config)).to.equal(
          readFileSync(join(example, 'wechatbot.config.ts'), 'utf8'),
        )
        for (const file of ['rules.csv', 'menu.png']) {
          const made = readFileSync(join(cwd, language, file))
          expect(made.equals(readFileSync(join(example, file))), file).to.equal(true)
        }
        const named = (manifest: { dependencies: object }) =>
          Object.keys(manifest.dependencies).filter((name) => name !== '@wechatbot/core')
        const theirs = JSON.parse(readFileSync(join(example, 'package.json'), 'utf8'))
        expect(named(manifest(language))).to.have.members(named(theirs))
      }
    })

    it('says in .env.example and README of shop what to set, and what to change', async () => {
      await call(['bot', '--template', 'shop', '--yes'])
      for (const name of ['WECHAT_APP_SECRET', 'WECHAT_AES_KEY', 'OWNER', 'DEEPSEEK_API_KEY']) {
        expect(text('bot', '.env.example')).to.match(new RegExp(`^${name}=$`, 'm'))
        expect(text('bot', 'wechatbot.config.ts')).to.contain(`env.${name}`)
      }
      expect(text('bot', 'README.md'))
        .to.contain('| `menu.png` |')
        .and.contain('## Make it your shop')
        .and.match(/a fake model answers.*\n\n## With an account/)
        .and.not.contain('{{')
      await call(['minimal', '--yes'])
      expect(text('minimal', 'README.md')).not.to.contain('Make it your shop')
    })

    it('asks in .env.example for the key of the model that talks', async () => {
      await call(['bot', '--template', 'ai', '--yes'])
      expect(text('bot', '.env.example')).to.match(
        /^# .*platform\.deepseek\.com.*\nDEEPSEEK_API_KEY=$/m,
      )
      expect(manifest('bot').dependencies).to.have.property('@wechatbot/plugin-ai')
    })

    it('writes another store, or none, where an option says so', async () => {
      await call(['a', '--store', 'memory', '--yes'])
      expect(text('a', 'wechatbot.config.ts')).not.to.contain('store')
      expect(Object.keys(manifest('a').dependencies)).to.deep.equal(['wechatbot'])
      await call(['b', '--store', 'redis', '--yes'])
      expect(text('b', 'wechatbot.config.ts')).to.contain('store: process.env.REDIS_URL ||')
      expect(text('b', '.env.example')).to.contain('REDIS_URL=')
      expect(manifest('b').dependencies).to.have.property('@wechatbot/redis')
      expect(manifest('b').dependencies).not.to.have.property('bullmq')
      await call(['c', '--store', 'redis', '--template', 'shop', '--yes'])
      expect(manifest('c').dependencies).to.have.property('bullmq')
    })

    it('writes JavaScript, with nothing of TypeScript in it', async () => {
      await call(['bot', '--template', 'shop', '--language', 'javascript', '--yes'])
      const files = readdirSync(join(cwd, 'bot'))
      expect(files).to.include.members(['wechatbot.config.js', 'menu.png', 'bot.test.js'])
      expect(files.filter((file) => /\.ts$|tsconfig/.test(file))).to.deep.equal([])
      for (const file of files.filter((name) => !/\.(csv|png)$/.test(name))) {
        expect(text('bot', file), file).not.to.match(/\.ts\b|typescript|jiti/)
      }
      expect(manifest('bot').scripts.test).to.equal('node --test bot.test.js')
    })

    it('writes tests that close what they open where an assertion fails, too', async () => {
      for (const template of ['minimal', 'shop', 'ai']) {
        await call([template, '--template', template, '--yes'])
        const lines = text(template, 'bot.test.ts').split('\n')
        const opened = lines.flatMap((line, i) => {
          const [, name] = /const (\w+) = await (?:createFakeApi|simulate)\(/.exec(line) ?? []
          return name === undefined ? [] : [[`  t.after(() => ${name}.close())`, lines[i + 1]]]
        })
        expect(opened, template).to.have.length(template === 'shop' ? 2 : 1)
        for (const [closes, next] of opened) expect(next, template).to.equal(closes)
      }
    })

    it('takes the package manager that runs it, or that an option names', async () => {
      const env = { npm_config_user_agent: 'pnpm/9.15.0 npm/? node/v20.20.2 linux x64' }
      expect((await call(['a', '--yes'], { env })).stdout).to.contain('pnpm dev')
      expect(text('a', 'README.md')).to.contain('pnpm dev')
      const { stdout } = await call(['b', '--yes', '--manager', 'yarn'], { env })
      expect(stdout).to.contain('yarn dev')
      expect(text('b', 'README.md')).to.contain('yarn dev')
    })

    it('says how to install from a clone what is at no registry', async () => {
      const { stdout } = await call(['my bot', '--yes'])
      expect(stdout).to.match(/npm run --prefix \S+ pack -- "my bot"\n {2}cd "my bot"\n/)
      expect(stdout).not.to.contain('npm install')
    })
  })

  describe('on a terminal', () => {
    const [ENTER, DOWN] = ['\r', '\u001b[B']

    it('asks for all that no option says, and offers the defaults first', async () => {
      const keys = [ENTER, ENTER, ENTER, ENTER, ENTER]
      const { code, stdout } = await call([], { keys })
      expect(code).to.equal(0)
      expect(stdout).to.contain('In which folder?').and.contain('Which template?')
      expect(stdout).to.contain('Where does it keep').and.contain('In which language?')
      expect(stdout).to.contain('Which package manager?')
      expect(readdirSync(join(cwd, 'my-bot')).sort()).to.deep.equal(ALL)
    })

    it('takes what is chosen', async () => {
      const keys = [`${DOWN}${ENTER}`, `茶馆${ENTER}`]
      const options = ['--store', 'memory', '--language', 'javascript', '--manager', 'npm']
      const { code, stdout } = await call(options, { keys })
      expect(code).to.equal(0)
      expect(existsSync(join(cwd, '茶馆/rules.csv'))).to.equal(true)
      expect(stdout).not.to.contain('Where does it keep').and.not.contain('In which language?')
    })

    it('asks again for a folder that is not empty', async () => {
      mkdirSync(join(cwd, 'bot/mine'), { recursive: true })
      const { code, stdout } = await call([], { keys: [ENTER, `bot${ENTER}`] })
      expect(stdout).to.contain('is not empty, it has mine')
      expect(code).to.equal(1)
      expect(readdirSync(join(cwd, 'bot'))).to.deep.equal(['mine'])
    })

    it('writes nothing when it is cancelled', async () => {
      const { code, stderr } = await call(['bot'], { keys: ['\u0003'] })
      expect([code, stderr]).to.deep.equal([1, 'Nothing was written\n'])
      expect(readdirSync(cwd)).to.deep.equal([])
    })
  })

  describe('the command line', () => {
    it('has help that names every option, and a version', async () => {
      const { code, stdout } = await call(['--help'])
      expect(code).to.equal(0)
      const options = ['template', 'store', 'language', 'manager', 'lang', 'yes', 'help', 'version']
      for (const option of options) expect(stdout).to.contain(`--${option}`)
      expect((await call(['--version'])).stdout).to.match(/^\d+\.\d+\.\d+\n$/)
      expect(readdirSync(cwd)).to.deep.equal([])
    })

    for (const [args, expected] of [
      [['--template', 'chat'], '--template: expected one of minimal, shop, ai, plugin, got "chat"'],
      [['--store', 'mysql'], '--store: expected one of sqlite, memory, redis, got "mysql"'],
      [['--language', 'go'], '--language: expected one of typescript, javascript, got "go"'],
      [['--manager', 'bun'], '--manager: expected one of npm, pnpm, yarn, got "bun"'],
      [['--lang', 'fr'], '--lang: expected one of en, zh, got "fr"'],
      [['--template', 'shpo'], 'got "shpo"; did you mean shop?'],
      [['--tempalte', 'shop'], 'unknown option --tempalte; did you mean --template?'],
      [['--templat=shop'], 'unknown option --templat; did you mean --template?'],
      [['-x'], 'unknown option -x\n'],
      [['--template'], '--template needs a value'],
      [['--template', '--yes'], '--template needs a value'],
      [['--yes=no'], '--yes takes no value'],
      [['my', 'bot'], 'expected one folder, got 2; in quotes: "my bot"'],
      [[], 'nobody is there to be asked; take the defaults with --yes'],
    ] as const) {
      it(`exits 2 for ${args.join(' ') || 'a pipe without --yes'}`, async () => {
        const { code, stderr } = await call(args)
        expect(code).to.equal(2)
        expect(stderr)
          .to.match(/^create-wechatbot: /)
          .and.contain(expected)
        expect(stderr).to.contain('Try: create-wechatbot --help')
        expect(readdirSync(cwd)).to.deep.equal([])
      })
    }
  })
})
