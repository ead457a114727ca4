// The benchmark's end of the load generator.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { CONSTANT } from './account.mjs'
import { cpuMicros, residentMb } from './process.mjs'

export function createGenerator(connections) {
  const child = fork(fileURLToPath(new URL('load.mjs', import.meta.url)), {
    execArgv: ['--expose-gc', '--max-semi-space-size=64'],
  })
  // Of the whole run, so that no message comes twice, not even to another server.
  let number = 1

  let settle
  const settled = (message) => settle?.(message)
  child.on('message', settled)
  child.on('exit', (code) => settled({ type: 'failed', message: `load.mjs ended with ${code}` }))

  /** What the child says next. */
  const ask = async (question) => {
    const message = await new Promise((resolve) => {
      settle = resolve
      child.send(question)
    })
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
      await ask({ type: 'prepare', job })
      const before = cpuMicros(pid)
      try {
        const { seconds, ...rest } = await ask({ type: 'go' })
        const cpu = (cpuMicros(pid) - before) / count
        return { cpu, rate: count / seconds, ...rest, rss: residentMb(pid) }
      } catch (error) {
        throw new Error(`${subject.name}: ${error.message}`)
      }
    },
    close: () => child.kill(),
  }
}
