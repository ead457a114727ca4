import type { ObservedRecord } from '@wechatbot/core'
import { expect } from 'chai'
import { together } from '#src/monitor/monitor.js'

const RECORD: ObservedRecord = {
  ...{ bot: 'main', key: 'k', kind: 'text', attempt: 1 },
  ...{ type: 'chain', plugin: 'x', ms: 1, reply: 'none' },
}

describe('observers together', () => {
  it('all get every record, also after one that fails', () => {
    const seen: string[] = []
    const observe = together([
      () => seen.push('first'),
      () => {
        throw new Error('disk full')
      },
      () => seen.push('last'),
    ])
    expect(() => observe(RECORD)).to.throw('disk full')
    expect(seen).to.deep.equal(['first', 'last'])
  })
})
