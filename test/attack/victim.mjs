/** The plugin of the bots under attack: echoes, logs what it should not, and fails on demand. */
import { setTimeout } from 'node:timers/promises'

const TOKEN = process.env.CANARY ?? ''

const failures = {
  throw: () => {
    throw new Error(`went wrong with ${TOKEN}`, { cause: new Error(`because of ${TOKEN}`) })
  },
  reject: async () => {
    await new Promise((done) => setTimeout(done, 20))
    throw Object.assign(new Error('rejected'), { config: { token: TOKEN } })
  },
  late: () => {
    globalThis.setTimeout(() => Promise.reject(new Error(`too late, ${TOKEN}`)), 5)
    return 'late'
  },
  text: () => {
    throw 'a text'
  },
  nothing: () => {
    throw undefined
  },
  null: () => Promise.reject(null),
  hostile: () => {
    throw new Proxy(new Error('x'), {
      get: () => {
        throw new Error('no')
      },
    })
  },
  bare: () => {
    throw Object.create(null)
  },
  circular: () => {
    const error = new Error('circular')
    error.cause = error
    throw error
  },
  ansi: () => {
    throw new Error('\u001b[2J\u001b]0;owned\u0007 cleared\r\nforged line')
  },
  number: () => 42,
  symbol: () => Symbol('x'),
  list: () => [1, 2],
  function: () => () => {},
  object: () => ({ type: 'text', content: Symbol('x') }),
  unknown: () => ({ type: 'no-such-reply' }),
  'long type': () => ({ type: 'x'.repeat(5_000_000) }),
  'long field': () => ({ type: 'text', content: 'a', ['x'.repeat(5_000_000)]: 1 }),
  'long address': () => ({ type: 'music', musicUrl: `https://x/${'x'.repeat(5_000_000)}` }),
  'raw without text': () => ({ type: 'raw', fields: { MsgType: 'te\0xt', Content: '\0' } }),
  getter: () => ({
    get type() {
      throw new Error('getter')
    },
  }),
  revoked: () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  },
  thenable: () => ({
    // biome-ignore lint/suspicious/noThenProperty: that is the point
    then: () => {
      throw new Error('then')
    },
  }),
  raw: () => ({ type: 'raw', fields: { MsgType: 'text', 'a b><x>': 'x' } }),
  deep: () => {
    const fields = { MsgType: 'x' }
    fields.self = fields
    return { type: 'raw', fields }
  },
}

/** A Standard Schema, by hand: there is no package to import where this runs. */
const CART = {
  '~standard': {
    version: 1,
    vendor: 'victim',
    validate: (value) => {
      const items = value?.items
      const isList = Array.isArray(items) && items.every((item) => typeof item === 'string')
      return isList
        ? { value: { items } }
        : { issues: [{ message: 'a list of texts', path: ['items'] }] }
    },
  },
}

export const FAILURES = Object.keys(failures)

export default {
  name: 'victim',
  setup(scope) {
    const cart = scope.session({ name: 'cart', initial: () => ({ items: [] }), schema: CART })
    scope.hears(/^cart:(.*)$/, async (ctx, [, item]) => {
      const { items } = await cart.update(ctx, (state) => ({ items: [...state.items, item] }))
      // Of what is long the number is enough.
      return items.map((it) => (it.length > 100 ? it.length : it)).join()
    })
    scope.on('*', ({ message, log, from, send }) => {
      const Content = message.Content ?? (message.EventKey || message.kind)
      log.info({ Content, from, token: TOKEN, raw: message.raw }, 'handler ran')
      log.info(`said ${Content}`)
      if (Content === 'polluted?') {
        const names = ['polluted', 'isAdmin', 'Content', 'MsgType', 'parent']
        return `polluted: ${names.filter((name) => name in {}).join()}`
      }
      // Of two instances, which one; so a reply that was kept is told from one that was made again.
      if (Content.startsWith('who:')) return `${Content} by ${process.pid}`
      if (Content.startsWith('wait:')) return setTimeout(1500, Content)
      if (Content.startsWith('send:')) {
        return send(Content.slice(5)).then(
          () => 'sent',
          (err) => {
            log.error({ err }, 'not sent')
            return err.message
          },
        )
      }
      if (Content.startsWith('fail:')) return failures[Content.slice(5)]()
      return Content
    })
  },
}
