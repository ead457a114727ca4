import { expect } from 'chai'
import { createRecorder, type Metric } from '#src/records/metric.js'
import type { ObservedRecord } from '#src/records/observe.js'
import { Observers } from '#src/records/observers.js'
import { type RecordingLogger, recordingLogger } from '../recording-logger.ts'

describe('a metric of a plugin', () => {
  let log: RecordingLogger
  let told: ObservedRecord[]
  let observers: Observers
  let record: (metric: Metric) => void

  beforeEach(() => {
    log = recordingLogger()
    told = []
    observers = new Observers(log, (each) => void told.push(each))
    record = createRecorder('main', observers.tell)(log)
  })

  it('becomes a record of its bot', () => {
    record({ name: 'orders_total', value: 2, labels: { drink: 'tea' } })
    record({ name: 'guests', value: -1.5 })
    expect(told).to.deep.equal([
      { type: 'metric', bot: 'main', name: 'orders_total', value: 2, labels: { drink: 'tea' } },
      { type: 'metric', bot: 'main', name: 'guests', value: -1.5, labels: {} },
    ])
    expect(log.lines).to.deep.equal([])
  })

  const labels = (...names: string[]) => Object.fromEntries(names.map((name) => [name, 'x']))
  const wrong: [what: string, metric: unknown, expected: string][] = [
    ['no metric', undefined, 'a name'],
    ['an empty name', { name: '', value: 1 }, 'a name'],
    ['capitals', { name: 'Orders', value: 1 }, 'a name'],
    ['a line break', { name: 'orders\nx', value: 1 }, 'a name'],
    ['a long name', { name: 'o'.repeat(65), value: 1 }, 'a name'],
    ['a part of a histogram', { name: 'wait_seconds_count', value: 1 }, 'no part'],
    ['a text', { name: 'orders', value: '1' }, 'a finite number'],
    ['NaN', { name: 'orders', value: Number.NaN }, 'a finite number'],
    ['infinity', { name: 'orders', value: Number.POSITIVE_INFINITY }, 'a finite number'],
    ['a counter that falls', { name: 'orders_total', value: -1 }, 'a counter that grows'],
    ['our label', { name: 'orders', value: 1, labels: { bot: 'x' } }, 'labels of'],
    ["Prometheus's label", { name: 'orders', value: 1, labels: { le: '1' } }, 'labels of'],
    ['a label with a dash', { name: 'orders', value: 1, labels: { 'a-b': 'x' } }, 'labels of'],
    ['a number as label', { name: 'orders', value: 1, labels: { size: 2 } }, 'labels that are'],
    ['a long label', { name: 'o', value: 1, labels: { a: 'x'.repeat(129) } }, 'labels that are'],
    ['nine labels', { name: 'o', value: 1, labels: labels(...'abcdefghi') }, 'at most 8 labels'],
  ]
  for (const [what, metric, expected] of wrong) {
    it(`is dropped with one warning: ${what}`, () => {
      record(metric as Metric)
      record(metric as Metric)
      expect(told).to.deep.equal([])
      expect(log.lines).to.have.length(1)
      expect(log.lines[0]).to.include({ level: 'warn', text: 'metric dropped' })
      expect(log.lines[0]?.fields.problem).to.contain(expected)
    })
  }

  it('is dropped when an observer records it because of a metric: it would never end', () => {
    observers.add(() => record({ name: 'records_total', value: 1 }), log)
    observers.tell({ type: 'refused', bot: 'main', code: 'BAD_XML' })
    record({ name: 'orders_total', value: 1 })
    const names = told.map((each) => (each.type === 'metric' ? each.name : each.type))
    expect(names).to.deep.equal(['refused', 'records_total', 'orders_total'])
    expect(log.lines.map(({ fields }) => fields.metric)).to.deep.equal(['records_total'])
  })
})
