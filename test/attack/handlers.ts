/** S17, S21 and secrets: handlers that fail, users who write to the log, and what must not be said. */
import { expect } from 'chai'
import { type AttackCase, CANARIES } from './target.js'
import { createPush } from './tools.js'

const says = (Content: string) => createPush({ kind: 'text', fields: { Content } })

export const HANDLER_CASES: readonly AttackCase[] = [
  {
    id: 'S17',
    name: 'handlers that throw, reject with nothing, and return nonsense',
    run: async (target) => {
      for (const content of ['throw', 'reject', 'number', 'bad', 'getter']) {
        expect(await target.replyTo(says(content)), content).to.equal(undefined)
      }
      expect(target.server.log()).to.contain('"plugin":"crash"')
    },
  },
  {
    id: 'S17',
    name: 'a promise that nobody awaits rejects',
    run: async (target) => {
      expect(await target.replyTo(says('stray'))).to.equal('ok')
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(target.server.isAlive()).to.equal(true)
      expect(target.server.log()).to.contain('unhandled rejection')
    },
  },
  {
    id: 'S17',
    name: 'a client that is gone before the answer',
    run: async (target) => {
      const { query, body } = target.sign(says('走了'))
      const request = `POST ${target.path}?${new URLSearchParams(query)} HTTP/1.1\r\nHost: bot\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
      for (const cut of [10, 100, request.length - 1, request.length]) {
        await target.raw(request.slice(0, cut), 5)
      }
    },
  },
  {
    id: 'S17',
    name: 'messages without what their kind has, and with what no kind has',
    run: async (target) => {
      for (const [kind, fields] of [
        ['location', { Location_X: 'NaN', Location_Y: '', Scale: '1e999' }],
        ['image', { MediaId: '', PicUrl: '' }],
        ['link', { Url: 'javascript:alert(1)', Title: '' }],
        ['event:CLICK', { EventKey: '' }],
        ['event:LOCATION', { Latitude: 'x', Longitude: '-' }],
        ['event:scancode_waitmsg', { ScanCodeInfo: '' }],
        ['event:pic_weixin', { SendPicsInfo: { Count: '-1', PicList: '' } }],
        ['event:__proto__', {}],
        ['constructor', { Content: '1' }],
        ['event:subscribe_msg_popup_event', { SubscribeMsgPopupEvent: { List: '' } }],
      ] as const) {
        const answer = await target.push(createPush({ kind, fields }))
        expect(answer.status, kind).to.equal(200)
      }
    },
  },
  {
    id: 'S21',
    name: 'line breaks, escapes and marks in what a handler logs',
    run: async (target) => {
      await target.replyTo(says('log'))
      const evil = 'x\n{"level":60,"msg":"forged"}\r\n\u001b[2J\u001b[31m\u0007\u009b\u2028\u202e'
      const url = `http://evil/${encodeURIComponent(evil)}`
      await target.push(createPush({ kind: 'link', fields: { Title: 'a\nb', Url: url } }))
      await target.post(
        `signature=${encodeURIComponent(evil)}&timestamp=${encodeURIComponent(evil)}`,
        '',
      )
      await target.replyTo(
        createPush({ kind: 'text', from: 'oLogUser', fields: { Content: 'log' } }),
      )
      for (const line of target.server.log().split('\n')) {
        if (line === '') continue
        expect(() => JSON.parse(line), line).not.to.throw()
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
        expect(line).not.to.match(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/)
      }
      expect(target.server.log()).not.to.contain('"level":60')
    },
  },
  {
    id: 'secrets',
    name: 'a handler that logs the whole account, an error that holds the token',
    run: async (target) => {
      expect(await target.replyTo(says('log'))).to.equal('ok')
      await target.replyTo(says('throw'))
      expect(target.server.log()).to.contain('[redacted]')
      for (const secret of Object.values(CANARIES)) {
        expect(target.server.log()).not.to.contain(secret)
      }
    },
  },
]
