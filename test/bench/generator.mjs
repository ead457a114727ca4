// The benchmark's end of the load generator.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { CONSTANT } from './account.mjs'
import { cpuMicros, residentMb } from './process.mjs'

export function createGenerator(connections) {
  const child = fork(fileURLToPath(new URL('load.mjs', import.meta.url)), {
    execArgv: ['--expose-gc', '--max-semi-space-size=64'],
  })
  // Of the whole run, so that no message comes twice, not even to another server.
  let number = 1

  const answer = async () => {
    const [message] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => [{ type: 'failed', message: `ended with ${code}` }]),
    ])
    if (message.type === 'failed') throw new Error(message.message)
    return message.result
  }

  return {
    /** One round of `count` messages to one server. */
    async run(server, subject, count, isWarmUp = false) {
      const { isSafe = false, isConstant = false, paths = ['/wechat'] } = subject
      const { port, pid } = server
      const constantBytes = Buffer.byteLength(CONSTANT)
      const kind = { isSafe, isConstant, constantBytes, isWarmUp }
      const job = { from: number, count, port, connections, paths, ...kind }
      number += count
      child.send({ type: 'prepare', job })
      await answer()
      const before = cpuMicros(pid)
      child.send({ type: 'go' })
      try {
        const { seconds, ...rest } = await answer()
        const cpu = (cpuMicros(pid) - before) / count
        return { cpu, rate: count / seconds, ...rest, rss: residentMb(pid) }
      } catch (error) {
        throw new Error(`${subject.name}: ${error.message}`)
      }
    },
    close: () => child.kill(),
  }
}
