/** Every kind of the table, from the wire to a handler: one recorded push each, and no other. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inMemory, signPush } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createBot, KINDS, type Message } from 'wechatbot'
import type { MessageCase } from './conformance/vectors.js'
import { ROOT } from './root.js'

const file = join(ROOT, 'test/fixtures/vectors/messages.json')
const cases = (
  JSON.parse(readFileSync(file, 'utf8')) as (MessageCase & { kind?: string })[]
).filter(({ kind }) => kind !== undefined)

describe('the table of kinds', () => {
  it('has a recorded push for each kind', () => {
    expect(cases.map(({ kind }) => kind).sort()).to.deep.equal(Object.keys(KINDS).sort())
  })

  for (const { kind, xml } of cases) {
    it(`reads ${kind}`, async () => {
      const seen: Message[] = []
      const bot = createBot({ token: 'a-token' })
      // By name: the filter and the reader must agree.
      bot.on(kind as Message['kind'], ({ message }) => {
        seen.push(message)
      })
      const send = inMemory(bot.callback(), '/wechat')
      await send(signPush(xml, { token: 'a-token' }), new AbortController().signal)
      const [message] = seen
      expect(message?.kind).to.equal(kind)
      const fields = KINDS[kind as keyof typeof KINDS]
      for (const name of Object.keys(fields)) expect(message).to.have.property(name)
      expectTypes(message as unknown as Record<string, unknown>, fields)
    })
  }
})

/** Numbers are numbers, lists are lists also of one, nested parts are objects. */
function expectTypes(value: Record<string, unknown>, types: object): void {
  for (const [name, type] of Object.entries(types)) {
    const field = value[name]
    if (type === 'number') expect(field, name).to.be.a('number').and.not.NaN
    else if (Array.isArray(type)) expect(field, name).to.be.an('array').with.length.above(0)
    else if (typeof type === 'object') expectTypes(field as Record<string, unknown>, type)
    else expect(field, name).to.be.a(type === 'unsupported' ? 'boolean' : 'string')
  }
}
