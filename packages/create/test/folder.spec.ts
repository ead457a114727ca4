/** The folder of a new bot: what it may be called, and where it may be. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
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

  describe('the folder', () => {
    it('may have Chinese and blanks in its name, and parents that are new', async () => {
      const { code } = await call(['店铺/我的 机器人', '--yes'])
      expect(code).to.equal(0)
      expect(manifest('店铺/我的 机器人').name).to.equal('my-bot')
    })

    for (const [folder, name] of [
      ['Shop Bot', 'shop-bot'],
      ['_bot.', 'bot'],
      ['茶馆 tea', 'tea'],
      ['node_modules', 'my-bot'],
    ] as const) {
      it(`"${folder}" makes the package ${name}`, async () => {
        await call([folder, '--yes'])
        expect(manifest(folder).name).to.equal(name)
      })
    }

    it('may be the one it is called in, and have a fresh git repository', async () => {
      mkdirSync(join(cwd, 'bot/.git'), { recursive: true })
      const { code, stdout } = await call(['.', '--yes'], { cwd: join(cwd, 'bot') })
      expect(code).to.equal(0)
      expect(stdout).not.to.contain('cd ')
      expect(readdirSync(join(cwd, 'bot')).sort()).to.deep.equal([
        '.env.example',
        '.git',
        ...ALL.slice(1),
      ])
    })

    it('is refused with what is in it where it is not empty, and left as it is', async () => {
      mkdirSync(join(cwd, 'bot'))
      writeFileSync(join(cwd, 'bot/package.json'), 'mine')
      for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) mkdirSync(join(cwd, 'bot', name))
      const { code, stdout, stderr } = await call(['bot', '--yes'])
      expect([code, stdout]).to.deep.equal([1, ''])
      expect(stderr).to.equal(
        `create-wechatbot: ${join(cwd, 'bot')} is not empty, it has a, b, c, d, e, f, g, h, …; choose another folder\n`,
      )
      expect(text('bot', 'package.json')).to.equal('mine')
      expect(readdirSync(join(cwd, 'bot'))).to.have.length(9)
    })

    it('is refused within the clone, where its packages could not be installed', async () => {
      const clone = join(import.meta.dirname, '../../../..')
      const folder = join(clone, 'examples/never')
      for (const args of [[folder], ['examples/never']]) {
        const { code, stdout, stderr } = await call([...args, '--yes'], { cwd: clone })
        expect([code, stdout]).to.deep.equal([1, ''])
        expect(stderr).to.contain(`${folder} is within the clone of wechatbot`)
      }
      const { stdout } = await call([], { cwd: clone, keys: ['\r', 'examples/never\r'] })
      expect(stdout).to.contain('../my-bot').and.contain('is within the clone of wechatbot')
      expect(existsSync(folder)).to.equal(false)
    })

    it('is refused where it is a file', async () => {
      writeFileSync(join(cwd, 'bot'), 'mine')
      const { code, stderr } = await call(['bot', '--yes'])
      expect(code).to.equal(1)
      expect(stderr).to.contain('bot is a file; choose a folder')
      expect(text('bot')).to.equal('mine')
    })
  })
})
