/** Which of the jobs with one id counts, in every order in which an adder, a worker and a remover may come. */
import { expect } from 'chai'
import { Redis } from 'ioredis'
import { readUrl } from '#src/client.js'
import { createVersions, type Versions } from '#src/jobs/versions.js'
import { createKeys } from '#src/keys.js'
import { createLink, type Link } from '#src/link.js'
import { patientClock } from './patient-clock.ts'
import { SharedRedis } from './shared-redis.ts'

describe('the versions of a job in Redis', () => {
  const redis = new SharedRedis()
  let link: Link
  let versions: Versions
  let bull: Redis
  let keyOf: (place: number) => string

  beforeEach(() => {
    const keys = createKeys(redis.newPrefix())
    link = createLink(readUrl(redis.server.url), patientClock)
    versions = createVersions(link, keys)
    bull = new Redis(redis.server.url)
    keyOf = (place) => keys.jobs(`a.${place}`)
  })
  afterEach(async () => {
    await link.close()
    bull.disconnect()
  })

  const isAdded = (place: number) => bull.hset(keyOf(place), 'data', '{}')
  /** The worker and the adder do the same, and either may be the first. */
  const isAdopted = (place: number) => versions.adopt('a', place, keyOf(place))
  const standing = (place: number, isDone = false) => versions.standing('a', place, isDone)

  it('lets a job count that its worker takes before its adder has said so', async () => {
    await isAdded(1)
    expect(await standing(1)).to.equal('old')
    expect(await isAdopted(1)).to.equal(0)
    expect(await standing(1)).to.equal('same')
    expect(await isAdopted(1)).to.equal(1)
    expect(await standing(1)).to.equal('same')
  })

  it('forgets a removed job, when its worker and its adder come later', async () => {
    await isAdded(1)
    await isAdopted(1)
    expect(await versions.forget('a')).to.equal(1)
    await isAdopted(1)
    await isAdopted(1)
    expect(await standing(1)).to.equal('old')
  })

  it('does not take a job that is done for a new one', async () => {
    await isAdded(1)
    await isAdopted(1)
    expect(await standing(1, true)).to.equal('same')
    await isAdopted(1)
    expect(await standing(1)).to.equal('old')
  })

  it('leaves a job that was replaced old, when the one after it is done', async () => {
    for (const isAdoptedLate of [false, true]) {
      await isAdded(1)
      if (!isAdoptedLate) await isAdopted(1)
      await isAdded(2)
      await isAdopted(2)
      expect(await isAdopted(1)).to.equal(2)
      expect(await standing(2, true)).to.equal('same')
      await isAdopted(1)
      expect(await standing(1)).to.equal('old')
      await bull.del(keyOf(1), keyOf(2))
    }
  })

  it('makes no job of one that BullMQ has removed', async () => {
    await isAdopted(1)
    expect(await bull.exists(keyOf(1))).to.equal(0)
    expect(await standing(1)).to.equal('old')
  })
})
