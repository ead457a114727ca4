import { expect } from 'chai'
import type { Client } from '#src/api/client.js'
import { createMedia, withMediaId } from '#src/api/media.js'
import { image, text, voice } from '#src/reply/builders.js'
import { createMemoryStore } from '#src/store/memory.js'
import { createSpecClock, failure } from '../fixtures.ts'

describe('media', () => {
  let posted: { path: string; name: string }[]
  let answer: () => Promise<Record<string, unknown>>

  const make = () => {
    const clock = createSpecClock()
    const client = {
      post: (path: string, form: FormData) => {
        posted.push({ path, name: (form.get('media') as File).name })
        return answer()
      },
    } as unknown as Client
    return createMedia({ client, clock, values: createMemoryStore({ clock }).values, scope: 'wx1' })
  }

  beforeEach(() => {
    posted = []
    answer = async () => ({ media_id: 'm1' })
  })

  it('names files as WeChat goes by: after their type, or after what is asked', async () => {
    const media = make()
    for (const [type, mime] of [
      ['image', 'image/png'],
      ['image', 'image/gif'],
      ['image', 'image/jpeg'],
      ['image', ''],
      ['voice', 'audio/amr'],
      ['voice', 'audio/mpeg'],
      ['video', 'video/mp4'],
    ] as const) {
      await media.upload(type, new Blob([type, mime], { type: mime }))
    }
    expect(posted.map(({ path, name }) => `${path} ${name}`)).to.deep.equal([
      '/cgi-bin/media/upload?type=image file.png',
      '/cgi-bin/media/upload?type=image file.gif',
      '/cgi-bin/media/upload?type=image file.jpg',
      '/cgi-bin/media/upload?type=image file.jpg',
      '/cgi-bin/media/upload?type=voice file.amr',
      '/cgi-bin/media/upload?type=voice file.mp3',
      '/cgi-bin/media/upload?type=video file.mp4',
    ])
  })

  const JPG = '\xff\xd8\xff\xe0'
  const bytes = (head: string) => Buffer.from(head, 'latin1')

  it('judges a file by its first bytes, whatever its label and its name say', async () => {
    const media = make()
    for (const [type, head, label, name] of [
      ['image', JPG, 'image/jpg', ''],
      ['image', JPG, 'application/octet-stream', ''],
      ['image', JPG, 'image/png; charset=utf-8', 'a.png'],
      ['image', '\x89PNG\r\n\x1a\n', 'text/plain', 'a.jpg'],
      ['image', 'GIF89a', '', ''],
      ['voice', '#!AMR\n', '', 'hello.mp3'],
      ['voice', 'ID3\x03', 'audio/amr', ''],
      ['voice', '\xff\xfb\x90', '', ''],
      ['video', '\0\0\0\x18ftypmp42', 'video/quicktime', ''],
    ] as const) {
      await media.upload(type, new File([bytes(head), `${posted.length}`], name, { type: label }))
    }
    expect(posted.map(({ name }) => name.slice('file.'.length)).join()).to.equal(
      'jpg,jpg,jpg,png,gif,amr,mp3,mp3,mp4',
    )
  })

  it('judges what its first bytes do not tell by its name, then by its label', async () => {
    const media = make()
    await media.upload('voice', new File(['x'], 'hello.AMR', { type: 'audio/mpeg' }))
    await media.upload('image', new File(['x'], 'a', { type: 'IMAGE/JPG; charset=x' }))
    await media.upload('image', new File(['y'], 'a.jpeg'))
    await media.upload('voice', new Blob(['y'], { type: 'application/octet-stream' }))
    const names = posted.map(({ name }) => name)
    expect(names).to.deep.equal(['file.amr', 'file.jpg', 'file.jpg', 'file.mp3'])
  })

  it('refuses what WeChat does not take, by what it is', async () => {
    const media = make()
    for (const [type, head, found] of [
      ['image', 'RIFF\0\0\0\0WEBPVP8 ', 'webp'],
      ['image', '\0\0\0\x18ftypheic', 'heic'],
      ['image', '\0\0\0\x18ftypmp42', 'mp4'],
      ['image', '<svg xmlns="', 'a text with tags'],
      ['voice', 'RIFF\0\0\0\0WAVEfmt ', 'wav'],
      ['voice', '\0\0\0\x18ftypM4A ', 'm4a'],
      ['voice', '\x02#!SILK_V3', 'silk'],
      ['video', '\0\0\0\x14ftypqt  ', 'mov'],
      ['thumb', '\x89PNG\r\n\x1a\n', 'png'],
    ] as const) {
      const file = new File([bytes(head)], 'a.jpg', { type: 'image/jpeg' })
      const error = await failure('BAD_CALL', () => media.upload(type, file))
      expect(error.message).to.contain(`got ${found} of ${file.size}; convert`)
    }
    expect(posted).to.deep.equal([])
  })

  it('says what is wrong with a file that is empty, too large, or gone', async () => {
    const media = make()
    const empty = await failure('BAD_CALL', () => media.upload('image', new Blob([])))
    expect(empty.message).to.contain('got one of 0')
    const large = new Blob([new Uint8Array(2 * 1024 * 1024 + 1)])
    expect((await failure('BAD_CALL', () => media.upload('voice', large))).message).to.contain(
      '2097153',
    )
    const gone = Object.assign(new Blob(['x']), {
      arrayBuffer: () => Promise.reject(new Error('x')),
    })
    expect((await failure('BAD_CALL', () => media.upload('image', gone))).message).to.contain(
      'removed',
    )
  })

  it('knows a thumb by its own name', async () => {
    answer = async () => ({ thumb_media_id: 't1' })
    expect(await make().upload('thumb', new Blob(['x']))).to.equal('t1')
  })

  it('forgets an upload that failed, for all who waited for it', async () => {
    const media = make()
    answer = () => Promise.reject(new Error('busy'))
    const both = await Promise.allSettled([1, 2].map(() => media.upload('image', new Blob(['x']))))
    expect(both.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected'])
    answer = async () => ({ media_id: 'm2' })
    expect(await media.upload('image', new Blob(['x']))).to.equal('m2')
    answer = async () => ({})
    await failure('API_FAILED', () => media.upload('image', new Blob(['y'])))
  })

  it('is asked for a file only', async () => {
    const media = make()
    const never = () => expect.fail('no file')
    expect(await withMediaId(text('x'), never)).to.deep.equal(text('x'))
    expect(await withMediaId(image('m0'), never)).to.deep.equal(image('m0'))
    const file = new Blob(['x'])
    expect(await withMediaId(voice({ file }), () => media)).to.deep.equal({
      type: 'voice',
      mediaId: 'm1',
    })
  })
})
