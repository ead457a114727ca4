/** Handlers that fail in every way there is: WeChat gets 200, and the process lives. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from '../root.js'
import { ALL, type Case, each, expectStatus, expectThat } from './case.js'

const victim = join(ROOT, 'test/attack/victim.mjs')
const { FAILURES } = (await import(pathToFileURL(victim).href)) as {
  readonly FAILURES: readonly string[]
}

export const handlers: readonly Case[] = [
  {
    id: 'S17',
    name: 'handlers that throw, reject late and return nonsense',
    modes: ALL,
    run: async (target) => {
      const verdict = await each(FAILURES, async (failure) => {
        const answer = await target.post(target.sign(target.text(`fail:${failure}`)))
        const isReply = failure === 'late'
        return [
          ...expectStatus(answer, 200, failure),
          ...expectThat(isReply || answer.body === 'success', `${failure}: ${answer.body}`),
        ]
      })
      const lines = target.server.lines()
      const longest = lines.reduce((most, line) => Math.max(most, line.length), 0)
      return [
        ...verdict,
        ...expectThat(FAILURES.length > 20, `only ${FAILURES.length} failures`),
        ...expectThat(longest < 200_000, `a line of ${longest} characters`),
      ]
    },
  },
  {
    id: 'S17',
    name: 'a retry of a message whose handler failed',
    modes: ALL,
    run: async (target) => {
      const text = target.text('fail:throw')
      const answers = await Promise.all([1, 2, 3].map(() => target.deliver(text)))
      const later = await target.deliver(text)
      const bodies = [...answers, later].map(({ status, body }) => `${status} ${body}`)
      return expectThat(new Set(bodies).size === 1 && bodies[0] === '200 success', `${bodies}`)
    },
  },
]
