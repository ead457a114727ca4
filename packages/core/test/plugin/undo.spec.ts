import { expect } from 'chai'
import { undoAll } from '#src/plugin/undo.js'
import { createSpecClock } from '../fixtures.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'

describe('undoAll', () => {
  const never = () => new Promise<void>(() => {})
  const begin = (...functions: (() => void | Promise<void>)[]) => {
    const log = recordingLogger().child({ plugin: 'shop' }) as ReturnType<typeof recordingLogger>
    const clock = createSpecClock()
    const late: Promise<void>[] = []
    let isOver = false
    const done = undoAll(functions, { clock, log }, late).then(() => {
      isOver = true
    })
    return { clock, log, late, done, isOver: () => isOver }
  }

  it('runs one function after the other, and all of them when one fails', async () => {
    const undone: number[] = []
    const error = new Error('stuck')
    const { log, late, done } = begin(
      async () => {
        await Promise.resolve()
        undone.push(1)
      },
      () => Promise.reject(error),
      () => {
        throw error
      },
      () => void undone.push(2),
    )
    await done
    expect(undone).to.deep.equal([1, 2])
    expect(late).to.deep.equal([])
    const failed = linesWith(log, 'plugin close failed')
    expect(failed.map(({ fields }) => fields)).to.deep.equal(
      Array(2).fill({ plugin: 'shop', err: error }),
    )
  })

  it('names a plugin that is slow to close', async () => {
    const { clock, log, isOver } = begin(never)
    await clock.advance(399)
    expect(linesWith(log, /slow/)).to.deep.equal([])
    await clock.advance(1)
    const [line] = linesWith(log, 'plugin is slow to close')
    expect(line).to.deep.include({ level: 'info', fields: { plugin: 'shop', ms: 400 } })
    expect(isOver()).to.equal(false)
  })

  it('goes on beside a function that does not end, and gives a promise of its end', async () => {
    let end = () => {}
    const undone: number[] = []
    const { clock, log, late, done } = begin(
      () =>
        new Promise<void>((resolve) => {
          end = resolve
        }),
      () => void undone.push(2),
    )
    await clock.advance(2999)
    expect(undone).to.deep.equal([])
    await clock.advance(1)
    await done
    expect(undone).to.deep.equal([2])
    const [line] = linesWith(log, 'plugin does not close, and what is left closes beside it')
    expect(line).to.deep.include({ level: 'warn', fields: { plugin: 'shop', ms: 3000 } })
    expect(late).to.have.length(1)
    end()
    await late[0]
  })

  it('says that it begins, where something is undone', async () => {
    const some = begin(() => {})
    await some.done
    expect(linesWith(some.log, 'plugin closes')).to.have.length(1)
    const none = begin()
    await none.done
    expect(none.log.lines).to.deep.equal([])
  })
})
