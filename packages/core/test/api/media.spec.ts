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
