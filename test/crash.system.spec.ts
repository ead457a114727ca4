/** A process that is killed at each moment of a promised reply, and what its user gets from the next one. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFakeApi, createPush, deliver, type FakeApi } from '@wechatbot/simulator'
import { createSqliteStore } from '@wechatbot/sqlite'
import { expect } from 'chai'
import { Folder } from '#cli-test/folder.js'
import { KILLABLE, TOKEN } from './killable.js'
import { type Running, startBot } from './running.js'

const SENTENCES = Array.from({ length: 40 }, (_, i) => `第${i + 1}句，说的是茶。`)

describe('a process that is killed', () => {
  let folder: Folder
  let api: FakeApi
  let bot: Running
  let msgId: string

  const start = async (about: object) => {
    writeFileSync(
      join(folder.path, 'about.json'),
      JSON.stringify({ sentences: SENTENCES, ...about }),
    )
    bot = await startBot(folder.path)
  }
  const service = () => ({
    late: ['customer-service', 'mailbox'],
    api: { appId: 'wx1', appSecret: 'a-secret-of-this-spec', api: { baseUrl: api.url } },
  })
  /** One attempt; without an answer, WeChat asks again. */
  const push = async (Content: string, id?: string): Promise<string | undefined> => {
    const xml = createPush({ kind: 'text', from: 'oA', msgId: id ?? msgId, fields: { Content } })
    try {
      const { reply } = await deliver(`${bot.url}/wechat`, xml, { token: TOKEN })
      return String(reply?.Content ?? '')
    } catch {
      return undefined
    }
  }
  /** A lease ends after 3 s, and promises are looked for each 5 s. */
  const says = async (what: string) => {
    while (!bot.output().includes(what)) await new Promise((done) => setTimeout(done, 50))
  }
  const sent = () => api.messages.sent.map(({ content }) => String(content.content))
  const standing = async () => {
    const store = createSqliteStore({ file: join(folder.path, 'bot.db') })
    const scopes = ['wx1|promises', 'name%3Amain|promises']
    const pages = await Promise.all(scopes.map((set) => store.sets.list(set, { limit: 10 })))
    await store.close()
    return pages.flatMap(({ members }) => members)
  }
  /** The first process, which ends at `killAt`, and the next one, which gets WeChat's retry if there is one. */
  const crash = async (killAt: string, about: object, Content = '茶'): Promise<string[]> => {
    await start({ ...about, killAt })
    const first = await push(Content)
    folder.write('asked', '')
    await bot.stop('SIGCONT')
    await start(about)
    const isRetried = first === undefined
    const texts = [first, isRetried ? await push(Content) : undefined]
    return texts.filter((text): text is string => text !== undefined && text !== '')
  }

  beforeEach(async () => {
    folder = new Folder()
    folder.link('@wechatbot/sqlite', 'packages/sqlite')
    folder.write('wechatbot.config.mjs', KILLABLE)
    api = await createFakeApi({ appId: 'wx1', appSecret: 'a-secret-of-this-spec' })
    api.messages.note('oA', 'text')
    msgId = String(Math.floor(Math.random() * 1e15))
  })
  afterEach(async () => {
    await bot?.stop('SIGKILL')
    await api.close()
    folder.remove()
  })

  describe('with customer-service', () => {
    for (const moment of ['before the promise', 'promise made', 'before the answer left']) {
      it(`at "${moment}" costs nobody the reply: WeChat asks again`, async () => {
        const read = await crash(moment, service())
        if (read.length === 0) await says('late reply sent')
        expect([...read, ...sent()]).to.deep.equal(['想好了'])
        if (read.length === 0) await says('promised reply sent, or in the mailbox')
        expect(await standing()).to.deep.equal([])
      })
    }

    for (const moment of ['handler running', 'reply there', 'before the call']) {
      it(`at "${moment}" costs nobody the reply: the next one sends it, once`, async () => {
        expect(await crash(moment, service())).to.deep.equal([])
        await says('promised reply sent, or in the mailbox')
        expect(sent()).to.deep.equal(['想好了'])
        expect(await standing()).to.deep.equal([])
      })
    }

    it('while its call is out sends it again', async () => {
      api.fail('POST /cgi-bin/message/custom/send', 'hang', 1)
      await start(service())
      await push('茶')
      folder.write('asked', '')
      const isOut = () => api.calls.some(({ endpoint }) => endpoint.includes('custom/send'))
      while (!isOut()) await new Promise((done) => setTimeout(done, 20))
      await bot.stop('SIGKILL')
      await start(service())
      await says('promised reply sent, or in the mailbox')
      expect(sent()).to.deep.equal(['想好了'])
    })

    it('when its call was answered has it sent twice, and no more', async () => {
      await crash('call answered', service())
      await says('promised reply sent, or in the mailbox')
      expect(sent()).to.deep.equal(['想好了', '想好了'])
    })

    it('before the promise is removed has it sent once', async () => {
      await crash('before the removal', service())
      await says('promised reply sent, or in the mailbox')
      expect(sent()).to.deep.equal(['想好了'])
      expect(await standing()).to.deep.equal([])
    })

    it('before the end of the turn leaves no promise', async () => {
      await crash('before the end of the turn', service())
      expect(sent()).to.deep.equal(['想好了'])
      expect(await standing()).to.deep.equal([])
    })

    it('while a reply grows has each of its sentences read once, in order', async () => {
      const read = await crash('twenty sentences', service(), '讲讲茶')
      await says('promised reply sent, or in the mailbox')
      expect([...read, ...sent()].join('')).to.equal(SENTENCES.join(''))
      expect(read[0]).to.match(/^第1句/)
    })

    it('while a reply grows that is written in another way has it read anew, and whole', async () => {
      const other = SENTENCES.map((sentence) => `换言之${sentence}`)
      await start({ ...service(), killAt: 'twenty sentences' })
      const first = await push('讲讲茶')
      await bot.stop('SIGCONT')
      await start({ ...service(), sentences: other })
      await says('promised reply sent, or in the mailbox')
      expect(first).to.match(/^第1句/)
      expect(sent().join('')).to.equal(`（重新回答）${other.join('')}`)
    })
  })

  describe('with the mailbox', () => {
    const mailbox = { late: ['mailbox'], api: {} }
    /** What 继续 brings, until nothing more comes. */
    const asked = async () => {
      const texts: string[] = []
      do texts.push((await push('继续', `${msgId}${texts.length}`)) ?? '')
      while (texts.at(-1)?.includes('「继续」'))
      // A busy machine may take longer for the answer than WeChat waits.
      return texts.filter((text) => !text.startsWith('还在想'))
    }

    for (const moment of ['before the promise', 'promise made', 'before the answer left']) {
      it(`at "${moment}" costs nobody the reply: WeChat asks again`, async () => {
        const [read = ''] = await crash(moment, mailbox)
        expect([read, ...(read === '想好了' ? [] : await asked())]).to.contain('想好了')
      })
    }

    for (const moment of [
      'handler running',
      'before the place is given up',
      'place given up',
      'before the page',
      'page there',
      'before the removal',
    ]) {
      it(`at "${moment}" has the reply there for 继续, once`, async () => {
        expect((await crash(moment, mailbox))[0]).to.match(/还在想/)
        await says('promised reply sent, or in the mailbox')
        expect(await asked()).to.deep.equal(['想好了'])
        expect(await standing()).to.deep.equal([])
      })
    }

    it('while a reply grows has each of its sentences read once, in order', async () => {
      const [first = ''] = await crash('twenty sentences', mailbox, '讲讲茶')
      await says('promised reply sent, or in the mailbox')
      const texts = [first, ...(await asked())]
      const read = texts.map((text) => text.replace(/\n（[^）]*「继续」[^）]*）$/, '')).join('')
      expect(read).to.equal(SENTENCES.join(''))
    })
  })
})
