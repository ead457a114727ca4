import { join } from 'node:path'
import { createManualClock, type ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Changes } from '#src/dev/changes.js'
import { Folder } from '../folder.js'

describe('changes of data', () => {
  let folder: Folder
  let clock: ManualClock
  let changes: Changes
  let changed: string[]
  let data: string[]
  /** Tells of a file or folder in the folder of the config file. */
  let tell: (name: string) => void

  beforeEach(() => {
    folder = new Folder()
    clock = createManualClock()
    changed = []
    data = []
    changes = new Changes({
      ...{ base: folder.path, file: undefined, clock },
      onChange: (file) => changed.push(file),
      onData: (file) => data.push(file),
      watchFolder: (path, onEvent) => {
        if (path === folder.path) tell = (name) => onEvent('rename', name)
        return { close: () => {}, on: () => {} }
      },
    })
  })
  afterEach(() => {
    changes.close()
    folder.remove()
  })

  for (const name of [
    'rules.csv',
    'texts.txt',
    'menu.jpg',
    'prices.xlsx',
    'other.yaml',
    'a.json',
  ]) {
    it(`are data in ${name}`, async () => {
      tell(name)
      await clock.advance(149)
      expect(data).to.deep.equal([])
      await clock.advance(1)
      expect(data).to.deep.equal([name])
      expect(changed).to.deep.equal([])
    })
  }

  for (const name of [
    ...['.env.example', '.rules.csv.swp', 'rules.csv~', 'a.spec.ts', 'a.d.ts', 'node_modules'],
    ...['bot.db', 'bot.db-wal', 'bot.sqlite-journal', 'turns.jsonl', 'bot.log', 'LICENSE'],
  ]) {
    it(`are no data in ${name}`, async () => {
      tell(name)
      await clock.advance(1000)
      expect(data).to.deep.equal([])
    })
  }

  it('are told as code when data changes with it', async () => {
    for (const files of [
      ['rules.csv', 'a.ts', 'texts.csv'],
      ['a.ts', 'b.ts', 'rules.csv'],
    ]) {
      for (const file of files) tell(file)
      await clock.advance(150)
    }
    expect(changed).to.deep.equal(['a.ts', 'b.ts'])
    expect(data).to.deep.equal([])
    tell('rules.csv')
    await clock.advance(150)
    expect(data).to.deep.equal(['rules.csv'])
  })

  it('are data in a folder that is new', async () => {
    folder.write('rules/tea.csv', '')
    tell('rules')
    await clock.advance(150)
    expect(data).to.deep.equal([join('rules', 'tea.csv')])
  })
})
