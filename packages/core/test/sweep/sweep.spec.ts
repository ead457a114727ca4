import { expect } from 'chai'
import { problemsOf } from './judge.ts'
import { type Family, planOf } from './plan.ts'
import { Sweep } from './sweep.ts'

/** `SWEEP_SEEDS=1000` looks at more, `SWEEP_FROM=7 SWEEP_SEEDS=1` at one. */
const FROM = Number(process.env.SWEEP_FROM ?? 1)
const SEEDS = Number(process.env.SWEEP_SEEDS ?? 25)

const FAMILIES: Readonly<Record<Family, string>> = {
  calm: 'while the Store and all processes are well',
  lost: 'while answers are lost on their way',
  store: 'while the Store is away, slow, frozen or emptied',
  crash: 'while processes crash',
  close: 'while processes end and start anew',
  all: 'while all of that happens at once',
}

/** Seeds that lost or doubled a reply once. They are looked at each time. */
const ONCE_FAILED: Readonly<Partial<Record<Family, readonly number[]>>> = {
  calm: [6145, 7995, 8431, 8659, 10_210],
  store: [151, 4168, 5422, 5473, 5506, 5820, 5875, 7362, 7367, 7603, 7757],
  close: [6145],
}

describe('users read each reply once', function () {
  this.timeout(0)
  let rejections: unknown[]
  const note = (error: unknown) => void rejections.push(error)

  before(() => process.on('unhandledRejection', note))
  after(() => void process.off('unhandledRejection', note))

  for (const [family, title] of Object.entries(FAMILIES)) {
    it(title, async () => {
      const next = Array.from({ length: SEEDS }, (_, i) => FROM + i)
      for (const seed of [...(ONCE_FAILED[family as Family] ?? []), ...next]) {
        rejections = []
        const sweep = new Sweep(planOf(family as Family, seed))
        const isOver = await sweep.run()
        const problems = isOver ? await problemsOf(sweep) : ['it does not come to its end']
        const story = () => `${JSON.stringify(sweep.plan)}\n${sweep.story.join('\n')}`
        expect([...problems, ...rejections], `seed ${seed}: ${story()}`).to.deep.equal([])
      }
    })
  }
})
