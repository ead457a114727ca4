/** Media by the API, over real HTTP: what is uploaded and downloaded, how often, and what is not at all. */
import { expect } from 'chai'
import { type Calling, countOf, startCalling } from './calling.js'

const UPLOAD = 'POST /cgi-bin/media/upload'
const DAY_MS = 86_400_000

describe('the API of a bot', () => {
  let calling: Calling

  beforeEach(async () => {
    calling = await startCalling()
  })
  afterEach(() => calling.close())

  describe('media', () => {
    it('uploads the same bytes once in three days, over all instances', async () => {
      const { api, bot, clock, passing } = calling
      const [one, two] = [bot().api.media, bot().api.media]
      const file = () => new Blob(['the bytes'], { type: 'image/png' })
      const ids = await passing(
        Promise.all([one.upload('image', file()), one.upload('image', file())]),
      )
      ids.push(await passing(two.upload('image', file())))
      expect(new Set(ids).size).to.equal(1)
      expect(countOf(api, UPLOAD)).to.equal(1)
      await passing(one.upload('image', new Blob(['other bytes'])))
      await passing(one.upload('voice', file().slice(0, 9, 'audio/amr')))
      expect(api.library.uploads.map(({ name }) => name)).to.deep.equal([
        'file.png',
        'file.jpg',
        'file.amr',
      ])
      await clock.advance(2.9 * DAY_MS)
      expect(await passing(two.upload('image', file()))).to.equal(ids[0])
      await clock.advance(0.1 * DAY_MS)
      expect(await passing(two.upload('image', file()))).not.to.equal(ids[0])
    })

    it('uploads also while the store is away', async () => {
      const { bot, store, passing } = calling
      const away = () => Promise.reject(new Error('store away'))
      const values = { get: away, set: away, delete: away, setIfAbsent: away }
      const client = bot({ store: { ...store, values } }).api
      expect(await passing(client.media.upload('image', new Blob(['x'])))).to.match(/^[\w-]+$/)
    })

    for (const [type, bytes, mime] of [
      ['image', 10 * 1024 * 1024 + 1, 'image/png'],
      ['voice', 2 * 1024 * 1024 + 1, 'audio/amr'],
      ['video', 10 * 1024 * 1024 + 1, 'video/mp4'],
      ['thumb', 64 * 1024 + 1, 'image/jpeg'],
      ['image', 0, 'image/png'],
      ['image', 10, 'image/webp'],
      ['voice', 10, 'image/png'],
    ] as const) {
      it(`sends no ${type} of ${bytes} bytes, ${mime}`, async () => {
        const { api, bot, failing } = calling
        const file = new Blob([new Uint8Array(bytes)], { type: mime })
        const error = await failing(bot().api.media.upload(type, file))
        expect(error.code).to.equal('BAD_CALL')
        expect(error.message).to.contain(`of ${bytes}`)
        expect(api.calls).to.deep.equal([])
      })
    }

    it('downloads what other endpoints answer with, by GET and by POST', async () => {
      const { bot, failing, passing } = calling
      const client = bot().api
      const bytes = new Uint8Array(300_000).fill(7)
      const id = await passing(client.media.upload('image', new Blob([bytes])))
      for (const asked of [
        client.download('/cgi-bin/material/get_material', { media_id: id }),
        client.download(`/cgi-bin/media/get/jssdk?media_id=${id}`),
      ]) {
        expect((await (await passing(asked)).arrayBuffer()).byteLength).to.equal(bytes.byteLength)
      }
      const code = await passing(client.download('/wxa/getwxacode', { path: 'pages/index' }))
      expect((await code.blob()).type).to.equal('image/jpeg')
      const unknown = client.download('/cgi-bin/material/get_material', { media_id: 'unknown' })
      expect((await failing(unknown)).errcode).to.equal(40007)
    })

    it('asks once for a file where JSON was expected, and names what to call', async () => {
      const { api, bot, failing } = calling
      const error = await failing(bot().api.post('/wxa/getwxacode', { path: 'pages/index' }))
      expect(error.message).to.contain('api.download(path, body)')
      const calls = api.calls.filter(({ endpoint }) => endpoint === 'POST /wxa/getwxacode')
      expect(calls).to.have.length(1)
    })

    it('downloads what was uploaded, and says what an unknown id is', async () => {
      const { bot, failing, passing } = calling
      const { media } = bot().api
      const bytes = new Uint8Array(300_000).fill(7)
      const id = await passing(media.upload('image', new Blob([bytes], { type: 'image/png' })))
      const download = await passing(media.download(id))
      expect(download.headers.get('content-type')).to.equal('image/png')
      const got = await new Response(download.body).arrayBuffer()
      expect(Buffer.from(got).equals(Buffer.from(bytes))).to.equal(true)
      const error = await failing(media.download('unknown'))
      expect(error.errcode).to.equal(40007)
      const video = await passing(media.upload('video', new Blob(['mp4'], { type: 'video/mp4' })))
      const { body } = await passing(media.download(video))
      expect(await new Response(body).json()).to.have.property('video_url')
    })

    for (const id of ['../../etc/passwd', 'http://127.0.0.1/', 'a b', '', 'x'.repeat(129)]) {
      it(`fetches nothing for ${JSON.stringify(id.slice(0, 20))} (S18)`, async () => {
        const { api, bot, failing } = calling
        expect((await failing(bot().api.media.download(id))).code).to.equal('BAD_CALL')
        expect(api.calls).to.deep.equal([])
      })
    }
  })
})
