import { expect } from 'chai'
import { createScope, scopedValues, uniqueNames } from '#src/plugin/scope.js'
import { createRecorder } from '#src/records/metric.js'
import { Observers } from '#src/records/observers.js'
import { createSessions } from '#src/session/sessions.js'
import { createMemoryStore } from '#src/store/memory.js'
import { createSpecClock, failure } from '../fixtures.ts'
import { recordingLogger } from '../recording-logger.ts'
import { unusedScheduler } from '../scheduling.ts'

function newScope() {
  const clock = createSpecClock()
  const { values } = createMemoryStore({ clock })
  const observers = new Observers(recordingLogger())
  return createScope(
    { name: 'spec', log: recordingLogger(), store: values },
    {
      account: { name: 'main', appId: 'wx1' },
      api: () => {
        throw new Error('no api')
      },
      isOpen: () => true,
      sessions: createSessions({ values, scope: 'wx1', clock, isOpen: () => true }),
      ...{
        clock,
        timeZone: 'Asia/Tokyo',
        folder: '/shop',
        scheduler: unusedScheduler(clock),
        observers,
      },
      recorder: createRecorder('main', observers.tell),
    },
  )
}

describe('createScope', () => {
  it('offers what its owner may touch', () => {
    const { scope } = newScope()
    expect(scope.account).to.deep.equal({ name: 'main', appId: 'wx1' })
    expect(scope.timeZone).to.equal('Asia/Tokyo')
    expect(scope.folder).to.equal('/shop')
    expect(() => scope.api).to.throw('no api')
  })

  it('undoes the last registered first, and once', async () => {
    const { scope, close } = newScope()
    const undone: number[] = []
    for (const i of [1, 2, 3]) scope.onClose(async () => void undone.push(i))
    await close([])
    await close([])
    expect(undone).to.deep.equal([3, 2, 1])
  })

  it('refuses to close with what is no function, and to observe with it', async () => {
    const { scope } = newScope()
    for (const call of ['onClose', 'observe'] as const) {
      const { message } = await failure('BAD_FILTER', () => scope[call](5 as never))
      expect(message).to.equal(`${call}: expected a function as the last argument, got number`)
    }
  })

  it('forgets its handlers when it closes', async () => {
    const { scope, segment, close } = newScope()
    scope.on('text', () => 'a')
    scope.hears('a', () => 'a')
    scope.use(() => 'a')
    expect([segment.handlers.length, segment.middleware.length]).to.deep.equal([2, 1])
    await close([])
    expect([segment.handlers.length, segment.middleware.length]).to.deep.equal([0, 0])
  })
})

describe('scopedValues', () => {
  it('keeps two parts of one store apart', async () => {
    const { values } = createMemoryStore({ clock: createSpecClock() })
    const a = scopedValues(values, 'a:')
    const b = scopedValues(values, 'b:')
    await a.set('key', 1)
    expect(await b.get('key')).to.equal(undefined)
    expect(await b.setIfAbsent('key', 2)).to.equal(true)
    await a.delete('key')
    expect([await a.get('key'), await b.get('key')]).to.deep.equal([undefined, 2])
  })

  it('has entries of its own', async () => {
    const { values } = createMemoryStore({ clock: createSpecClock() })
    const a = scopedValues(values, 'a:')
    const b = scopedValues(values, 'b:')
    expect(await a.replace('key', 1, undefined)).to.equal(true)
    const entry = await a.entry('key')
    expect(entry?.value).to.equal(1)
    expect(await b.entry('key')).to.equal(undefined)
    expect(await b.replace('key', 2, entry?.version)).to.equal(false)
    expect(await a.replace('key', 2, entry?.version)).to.equal(true)
    expect(await values.get('a:key')).to.equal(2)
  })

  it('passes on how long a value lives', async () => {
    const clock = createSpecClock()
    const part = scopedValues(createMemoryStore({ clock }).values, 'a:')
    await part.replace('replaced', 1, undefined, 100)
    await part.set('set', 1, 100)
    await part.setIfAbsent('absent', 1, 100)
    await clock.advance(100)
    for (const key of ['set', 'absent', 'replaced']) {
      expect(await part.get(key)).to.equal(undefined)
    }
  })
})

describe('uniqueNames', () => {
  it('numbers the second use of a name', () => {
    expect(uniqueNames(['a', 'b', 'a', 'a'])).to.deep.equal(['a', 'b', 'a#2', 'a#3'])
  })

  it('gives no name twice, also where a plugin is called name#2', () => {
    for (const names of [
      ['a', 'a', 'a#2'],
      ['a#2', 'a', 'a'],
    ]) {
      expect(new Set(uniqueNames(names))).to.have.property('size', 3)
    }
  })
})
