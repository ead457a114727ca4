import { mkdirSync, renameSync, rmSync, watch } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@wechatbot/core'
import { createManualClock, type ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { baseOf, Changes, type ChangesOptions, nameOf } from '#src/dev/changes.js'
import { Folder } from '../folder.js'

describe('changes of code and configuration', () => {
  let folder: Folder
  let clock: ManualClock
  let changes: Changes
  let changed: string[]
  /** The folders that are watched now, with what tells of their files and what fails. */
  let watched: Map<string, { tell: (name: string | null) => void; fail: () => void }>

  beforeEach(() => {
    folder = new Folder()
    clock = createManualClock()
    changed = []
    watched = new Map()
  })
  afterEach(() => {
    changes.close()
    folder.remove()
  })

  const watchFolder: ChangesOptions['watchFolder'] = (path, onEvent) => {
    let fail = () => {}
    watched.set(path, { tell: (name) => onEvent('rename', name), fail: () => fail() })
    return {
      close: () => watched.delete(path),
      on: (_, onError) => {
        fail = onError
      },
    }
  }
  const begin = (options: Partial<ChangesOptions> = {}) => {
    changes = new Changes({
      base: folder.path,
      file: undefined,
      onChange: (file) => changed.push(file),
      onData: () => {},
      watchFolder,
      clock,
      ...options,
    })
  }
  const at = (...names: string[]) => join(folder.path, ...names)
  const tell = (name: string | null, ...inside: string[]) => watched.get(at(...inside))?.tell(name)
  const names = () => [...watched.keys()].sort()

  it('are looked for in a folder and those inside it, but not in what others have written', () => {
    for (const inside of ['plugins/shop', 'node_modules/a', 'coverage/a', '.git/a', 'a.b']) {
      mkdirSync(at(inside), { recursive: true })
    }
    folder.write('wechatbot.config.ts', '')
    begin()
    expect(names()).to.deep.equal([at(), at('a.b'), at('plugins'), at('plugins', 'shop')])
  })

  for (const name of [
    ...['a.ts', 'a.mts', 'a.cts', 'a.js', 'a.mjs', 'a.cjs', 'wechatbot.config.yaml'],
    ...['.wechatbotrc', 'package.json', '.env', 'mine.yaml', 'spec.ts', 'a.d.js'],
  ]) {
    it(`are those of ${name}`, async () => {
      begin({ file: 'somewhere/mine.yaml' })
      tell(name)
      await clock.advance(1000)
      expect(changed).to.deep.equal([name])
    })
  }

  for (const name of [
    ...['a.d.ts', 'a.d.mts', 'a.spec.ts', 'a.test.js', 'rules.csv', 'README.md', 'other.yaml'],
    ...['.env.example', 'a.tsx', 'LICENSE'],
  ]) {
    it(`are not those of ${name}`, async () => {
      folder.write(name, '')
      begin({ file: 'somewhere/mine.yaml' })
      tell(name)
      await clock.advance(1000)
      expect(changed).to.deep.equal([])
      expect(names()).to.deep.equal([at()])
    })
  }

  it('are told once, of the last file, when nothing has changed for 150 ms', async () => {
    mkdirSync(at('plugins'))
    begin()
    tell('a.ts')
    await clock.advance(149)
    tell('b.ts', 'plugins')
    await clock.advance(149)
    expect(changed).to.deep.equal([])
    await clock.advance(1)
    expect(changed).to.deep.equal([join('plugins', 'b.ts')])
    tell(null)
    await clock.advance(1000)
    expect(changed).to.have.length(1)
  })

  it('are looked for in a folder that is new, and its code is one', async () => {
    begin()
    mkdirSync(at('empty'))
    tell('empty')
    mkdirSync(at('node_modules'))
    tell('node_modules')
    await clock.advance(1000)
    expect(changed).to.deep.equal([])
    folder.write('plugins/shop/index.ts', '')
    tell('plugins')
    await clock.advance(150)
    expect(changed).to.deep.equal([join('plugins', 'shop', 'index.ts')])
    expect(names()).to.deep.equal([at(), at('empty'), at('plugins'), at('plugins', 'shop')])
  })

  it('are looked for anew in a folder that took the place of another, and those inside it', async () => {
    for (const name of ['plugins/old', 'plugins-2']) mkdirSync(at(name), { recursive: true })
    begin()
    const before = watched.get(at('plugins'))
    const other = watched.get(at('plugins-2'))
    renameSync(at('plugins'), at('node_modules'))
    mkdirSync(at('plugins', 'new'), { recursive: true })
    tell('plugins')
    const now = [at(), at('plugins'), at('plugins', 'new'), at('plugins-2')]
    expect(names()).to.deep.equal(now.sort())
    expect(watched.get(at('plugins'))).not.to.equal(before)
    expect(watched.get(at('plugins-2'))).to.equal(other)
  })

  it('are not looked for in a folder that is gone', () => {
    mkdirSync(at('plugins', 'shop'), { recursive: true })
    begin()
    rmSync(at('plugins'), { recursive: true })
    tell('plugins')
    expect(names()).to.deep.equal([at()])
  })

  it('are looked for again in a folder whose watch has failed', () => {
    mkdirSync(at('plugins'))
    begin()
    watched.get(at('plugins'))?.fail()
    expect(names()).to.deep.equal([at()])
    changes.watch(at('plugins'))
    expect(names()).to.deep.equal([at(), at('plugins')])
  })

  it('are looked for elsewhere, too, once', () => {
    const elsewhere = new Folder()
    begin()
    changes.watch(elsewhere.path)
    const first = watched.get(elsewhere.path)
    changes.watch(elsewhere.path)
    expect(first).not.to.equal(undefined)
    expect(watched.get(elsewhere.path)).to.equal(first)
    elsewhere.remove()
  })

  it('are looked for in 2000 folders', () => {
    for (let i = 0; i < 2000; i += 1) mkdirSync(at(`f${i}`))
    begin()
    expect(watched.size).to.equal(2000)
  })

  it('are no more told at the end', async () => {
    mkdirSync(at('plugins'))
    begin()
    tell('a.ts')
    changes.close()
    await clock.advance(1000)
    expect(changed).to.deep.equal([])
    expect(watched.size).to.equal(0)
  })

  it('are looked for where the config file is', () => {
    begin()
    expect(baseOf(at(), at('bots', 'mine.yaml'))).to.equal(at('bots'))
    expect(baseOf(at(), 'bots/mine.yaml')).to.equal(at('bots'))
    expect(baseOf(at(), undefined)).to.equal(at())
  })

  it('know the config file by its name from the working directory', () => {
    expect(nameOf(at(), join('bots', 'mine.yaml'))).to.equal('bots/mine.yaml')
    expect(nameOf(at('bots'), at('mine.yaml'))).to.equal('../mine.yaml')
    expect(nameOf(at(), undefined)).to.equal(undefined)
  })

  it('reach this process from the file system', async () => {
    mkdirSync(at('plugins'))
    let onChange = (_: string) => {}
    const next = () =>
      new Promise<string>((resolve) => {
        onChange = resolve
      })
    begin({ watchFolder: watch, clock: systemClock, onChange: (file) => onChange(file) })
    const first = next()
    rmSync(at('plugins'), { recursive: true })
    folder.write('plugins/a.ts', '')
    expect(await first).to.equal(join('plugins', 'a.ts'))
    const second = next()
    folder.write('plugins/b.ts', '')
    expect(await second).to.equal(join('plugins', 'b.ts'))
  })
})
