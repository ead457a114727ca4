/** What create-wechatbot writes for the author of a plugin. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { satisfies } from 'semver'
import { createPlace, type Place } from './place.ts'

/** The files of a plugin, without its folders. */
const FILES = [
  '.gitignore',
  'README.md',
  'package.json',
  'src/index.ts',
  'test/plugin.test.ts',
  'tsconfig.build.json',
  'tsconfig.json',
  'wechatbot.config.ts',
]

const [ENTER, DOWN] = ['\r', '\u001b[B']

describe('create-wechatbot --template plugin', () => {
  let cwd: string
  let call: Place['call']
  let text: Place['text']
  let manifest: Place['manifest']
  let remove: Place['remove']

  beforeEach(() => {
    ;({ cwd, call, text, manifest, remove } = createPlace())
  })
  afterEach(() => remove())

  const plugin = (folder: string, ...args: string[]) =>
    call([folder, '--template', 'plugin', '--yes', ...args])
  const filesOf = (folder: string) =>
    readdirSync(join(cwd, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.includes('.'))
      .sort()

  it('writes a package that is named like its folder, and installs into a bot', async () => {
    const { code, stdout, stderr } = await plugin('wechatbot-plugin-tea')
    expect([code, stderr]).to.deep.equal([0, ''])
    expect(stdout).to.contain('8 files').and.contain('npm run dev')
    expect(filesOf('wechatbot-plugin-tea')).to.deep.equal(FILES)
    const made = manifest('wechatbot-plugin-tea')
    expect(made).to.include({ name: 'wechatbot-plugin-tea', type: 'module' })
    expect(made).not.to.have.property('private')
    expect(made.exports['.']).to.have.all.keys('types', 'default')
    expect(Object.keys(made.scripts)).to.have.members(['dev', 'build', 'test', 'prepack'])
    // It must not bring a core of its own.
    expect(Object.keys(made.dependencies)).to.deep.equal(['valibot'])
    expect(Object.keys(made.peerDependencies)).to.deep.equal(['@wechatbot/core'])
  })

  it('states the versions of core that the plugin itself checks, and this one is among them', async () => {
    await plugin('wechatbot-plugin-tea')
    const { peerDependencies, devDependencies } = manifest('wechatbot-plugin-tea')
    const range = peerDependencies['@wechatbot/core']
    expect(text('wechatbot-plugin-tea', 'src/index.ts')).to.contain(`core: '${range}'`)
    const version = devDependencies['@wechatbot/core'].slice(1)
    expect(satisfies(version, range)).to.equal(true)
  })

  it('calls the plugin what a configuration calls its package', async () => {
    for (const [folder, called, tarball] of [
      ['wechatbot-plugin-tea', 'tea', 'wechatbot-plugin-tea-0.1.0.tgz'],
      ['@acme/wechatbot-tea', '@acme/wechatbot-tea', 'acme-wechatbot-tea-0.1.0.tgz'],
    ] as const) {
      expect((await plugin(folder)).code).to.equal(0)
      expect(manifest(folder).name).to.equal(folder)
      expect(text(folder, 'src/index.ts')).to.contain(`name: '${called}'`)
      expect(text(folder, 'README.md'))
        .to.contain(`plugins: ['${called}']`)
        .and.contain(tarball)
        .and.not.contain('{{')
      expect(
        filesOf(folder)
          .map((file) => text(folder, file))
          .join(),
      ).not.to.contain("'fortune'")
    }
  })

  for (const [folder, offered] of [
    ['weather', 'wechatbot-plugin-weather'],
    ['wechatbot-weather', 'wechatbot-plugin-weather'],
    ['wechatbot-plugin-', 'wechatbot-plugin-fortune'],
    ['wechatbot-plugin-Tea', 'wechatbot-plugin-tea'],
    ['天气', 'wechatbot-plugin-fortune'],
    ['keyword', 'wechatbot-plugin-my-keyword'],
    ['@Acme/tea', 'wechatbot-plugin-tea'],
    [`wechatbot-plugin-${'a'.repeat(200)}`, 'wechatbot-plugin-'],
  ] as const) {
    it(`refuses the folder ${folder.slice(0, 24)}, which is no name of a plugin`, async () => {
      const { code, stdout, stderr } = await plugin(folder)
      expect([code, stdout]).to.deep.equal([1, ''])
      expect(stderr)
        .to.contain('expected wechatbot-plugin-NAME or @SCOPE/NAME')
        .and.contain(offered)
      expect(readdirSync(cwd)).to.deep.equal([])
    })
  }

  it('refuses the name by which a configuration finds a plugin of this project', async () => {
    const official = readdirSync(join(import.meta.dirname, '../../../../plugins'))
    expect(official).to.include('keyword')
    for (const called of [...official, 'menu']) {
      const { code, stderr } = await plugin(`wechatbot-plugin-${called}`)
      expect(code, called).to.equal(1)
      expect(stderr)
        .to.contain(`wechatbot-plugin-${called} cannot be used`)
        .and.contain(`for example wechatbot-plugin-my-${called}`)
    }
    expect(readdirSync(cwd)).to.deep.equal([])
    expect((await plugin('@acme/keyword')).code).to.equal(0)
    expect((await plugin('wechatbot-plugin-my-keyword')).code).to.equal(0)
  })

  it('takes the folder it is called in', async () => {
    mkdirSync(join(cwd, 'wechatbot-plugin-tea'))
    const { code } = await call(['.', '--template', 'plugin', '--yes'], {
      cwd: join(cwd, 'wechatbot-plugin-tea'),
    })
    expect(code).to.equal(0)
    expect(manifest('wechatbot-plugin-tea').name).to.equal('wechatbot-plugin-tea')
  })

  for (const [option, value, said] of [
    ['--store', 'memory', 'a plugin keeps its data in the store of its bot'],
    ['--language', 'javascript', 'its package has types'],
  ] as const) {
    it(`refuses ${option} ${value}`, async () => {
      const { code, stderr } = await plugin('wechatbot-plugin-tea', option, value)
      expect(code).to.equal(2)
      expect(stderr).to.contain('does not fit --template plugin').and.contain(said)
      expect(readdirSync(cwd)).to.deep.equal([])
    })
  }

  it('asks for the template, the folder and the manager, and for no store', async () => {
    const keys = [`${DOWN}${DOWN}${DOWN}${ENTER}`, `tea${ENTER}`]
    const refused = await call([], { keys })
    expect(refused.stdout).to.contain('tea is no name of a plugin')
    const { code, stdout } = await call([], { keys: [keys[0] as string, ENTER, ENTER] })
    expect(code).to.equal(0)
    expect(stdout).to.contain('Which package manager?')
    expect(stdout).not.to.contain('Where does it keep').and.not.contain('In which language?')
    expect(filesOf('wechatbot-plugin-fortune')).to.deep.equal(FILES)
  })

  it('asks for the folder again where the given one is no name of the template that is chosen', async () => {
    const keys = [`${DOWN}${DOWN}${DOWN}${ENTER}`, ENTER, ENTER]
    const { code, stdout } = await call(['tea'], { keys })
    expect(stdout).to.contain('tea is no name of a plugin')
    expect(code).to.equal(0)
    expect(filesOf('wechatbot-plugin-tea')).to.deep.equal(FILES)
    const kept = await call(['wechatbot-plugin-rain'], { keys: [keys[0] as string, ENTER] })
    expect(kept.stdout).not.to.contain('In which folder?')
    expect(filesOf('wechatbot-plugin-rain')).to.deep.equal(FILES)
  })

  it('is not offered where an option says what only a bot has', async () => {
    const { stdout } = await call(['bot', '--store', 'memory'], { keys: ['\u0003'] })
    expect(stdout).to.contain('○ shop').and.not.contain('○ plugin')
  })

  it('makes what examples/own-plugin is', async () => {
    await plugin('wechatbot-plugin-fortune')
    const example = join(import.meta.dirname, '../../../../examples/own-plugin')
    const theirs = (file: string) => readFileSync(join(example, file), 'utf8')
    const ours = (file: string) => text('wechatbot-plugin-fortune', file)
    for (const file of FILES.filter((name) => name.endsWith('.ts'))) {
      expect(ours(file), file).to.equal(theirs(file))
    }
    for (const file of ['tsconfig.json', 'tsconfig.build.json']) {
      expect(JSON.parse(ours(file)), file).to.deep.equal(JSON.parse(theirs(file)))
    }
    const made = manifest('wechatbot-plugin-fortune')
    const { scripts, ...package_ } = JSON.parse(theirs('package.json'))
    const named = (dependencies: object) => Object.keys(dependencies).sort()
    for (const key of ['name', 'type', 'keywords', 'engines', 'exports', 'files']) {
      expect(package_[key], key).to.deep.equal(made[key])
    }
    expect(package_.peerDependencies).to.deep.equal(made.peerDependencies)
    expect(named(package_.devDependencies)).to.deep.equal(named(made.devDependencies))
    // All examples are started by it.
    expect(scripts).to.deep.equal({ ...made.scripts, start: 'wechatbot start' })
  })
})
