import { expect } from 'chai'
import { Served } from './served.js'

const PNG = Buffer.from('iVBORw0KGgo=', 'base64')

describe('a picture or a voice of this machine', () => {
  let served: Served
  afterEach(() => served.close())

  const begin = async (accountType?: 'service') => {
    served = await Served.begin(
      (scope) => {
        scope.on('image', async (ctx) => {
          const url = String(ctx.message.PicUrl)
          const seen = Buffer.from(await (await fetch(url)).arrayBuffer()).equals(PNG)
          if (accountType === undefined) return `${seen}`
          const { body } = await ctx.api.media.download(String(ctx.message.MediaId))
          const bytes = Buffer.from(await new Response(body).arrayBuffer())
          return `${seen} ${bytes.equals(PNG)}`
        })
      },
      {},
      accountType,
    )
  }
  const give = (
    bytes: Buffer,
    type: string,
    kind = 'image',
    headers: Record<string, string> = {},
  ) =>
    served.post(`file?bot=main&kind=${kind}`, new Uint8Array(bytes), {
      'content-type': type,
      ...headers,
    })

  it('comes to the bot at an address that it can load', async () => {
    await begin()
    const { body } = await give(PNG, 'image/png')
    const { seen } = await served.send('image', body.fields as object)
    expect(seen).to.have.nested.property('reply.Content', 'true')
  })

  it('can also be downloaded by its MediaId, where the account has the API', async () => {
    await begin('service')
    const { body } = await give(PNG, 'image/png')
    const { seen } = await served.send('image', body.fields as object)
    expect(seen).to.have.nested.property('reply.Content', 'true true')
  })

  it('has the format that WeChat names, when it is a voice', async () => {
    await begin()
    const { body } = await give(Buffer.from('#!AMR\n'), 'audio/amr', 'voice')
    expect(body.fields).to.have.property('Format', 'amr')
  })

  it('is refused when it is too large, or nothing that a user can send', async () => {
    await begin()
    expect((await give(Buffer.alloc(2 * 1024 * 1024 + 1), 'audio/mpeg', 'voice')).status).to.equal(
      400,
    )
    const { status, body } = await give(Buffer.from('<svg>'), 'image/svg+xml')
    expect(status).to.equal(400)
    expect(body.error).to.equal(
      'the file: expected image (png, jpg, gif) or voice (amr, mp3), got image of type "image/svg+xml"',
    )
    expect((await give(PNG, '__proto__')).status).to.equal(400)
    expect((await give(PNG, 'text/plain')).status).to.equal(400)
  })

  it('is refused from another page', async () => {
    await begin()
    const { status } = await give(PNG, 'image/png', 'image', { origin: 'https://evil.example' })
    expect(status).to.equal(403)
  })
})
