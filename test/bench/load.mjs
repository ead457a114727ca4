// The load generator, a process of its own: kept connections, one request at work on each. It must
// be cheaper than any server, so everything is signed before the time counts, and most replies are
// compared by their length and a few bytes only; all of each 50th after the time has been taken.
import { once } from 'node:events'
import { connect } from 'node:net'
import { createRequests, wrongReply } from './messages.mjs'

const SAMPLE = 50
const HEAD_END = Buffer.from('\r\n\r\n')
const OK = 'HTTP/1.1 200 '

let requests = []
let job

process.on('message', (message) => {
  if (message.type === 'prepare') {
    job = message.job
    requests = createRequests(job)
    globalThis.gc?.()
    process.send({ type: 'prepared' })
  }
  if (message.type === 'go') {
    run().then(
      (result) => process.send({ type: 'done', result }),
      (error) => process.send({ type: 'failed', message: error.message }),
    )
  }
})

async function run() {
  const sockets = await connectAll(job)
  const began = process.hrtime.bigint()
  const cpu = process.cpuUsage()
  const latencies = new Float64Array(requests.length)
  const samples = []
  let next = 0

  const serve = (socket) =>
    new Promise((resolve, reject) => {
      let at = -1
      let sent = 0
      let kept
      const send = () => {
        at = next
        next += 1
        if (at >= requests.length) return resolve()
        sent = performance.now()
        socket.write(requests[at].bytes)
      }
      socket.on('data', (chunk) => {
        const data = kept === undefined ? chunk : Buffer.concat([kept, chunk])
        const end = data.indexOf(HEAD_END)
        const length = end === -1 ? -1 : bodyLength(data.latin1Slice(0, end + 2))
        if (length === -1 || data.length < end + 4 + length) {
          kept = data
          return
        }
        kept = undefined
        latencies[at] = performance.now() - sent
        const isOk = data.latin1Slice(0, OK.length) === OK && data.length === end + 4 + length
        const body = data.subarray(end + 4)
        if (!isOk || !isLikely(body, requests[at])) {
          return reject(wrong(at, 'not what was expected', data.toString()))
        }
        if (job.isWarmUp || at % SAMPLE === 0) samples.push([at, body])
        send()
      })
      socket.on('error', reject)
      socket.on('close', () => reject(wrong(at, 'the connection was closed', String(kept ?? ''))))
      send()
    })

  await Promise.all(sockets.map(serve))
  const seconds = Number(process.hrtime.bigint() - began) / 1e9
  const { user, system } = process.cpuUsage(cpu)
  for (const socket of sockets) socket.removeAllListeners('close').destroy()
  for (const [at, body] of samples) {
    const why = wrongReply(body.toString(), requests[at], job)
    if (why !== undefined) throw wrong(at, why, body.toString())
  }
  latencies.sort()
  return {
    seconds,
    checked: samples.length,
    generatorMicros: (user + system) / requests.length,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  }
}

/** Enough to see a refusal, an error page, `success`, or another message's reply in plain mode. */
function isLikely(body, request) {
  if (job.isConstant) return body.length === job.constantBytes
  if (!job.isSafe) return body.includes(request.content)
  return body.length > 300 && body.latin1Slice(0, 14) === '<xml><Encrypt>'
}

function bodyLength(head) {
  const found = /\r\ncontent-length: (\d+)\r\n/i.exec(head)
  if (found === null) throw new Error(`expected a Content-Length, got\n${head}`)
  return Number(found[1])
}

async function connectAll({ port, connections }) {
  const sockets = Array.from({ length: connections }, () => connect(port, '127.0.0.1'))
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  for (const socket of sockets) socket.setNoDelay(true)
  return sockets
}

function wrong(at, why, answer) {
  const request = requests[at]?.bytes.toString() ?? '(none)'
  return new Error(`wrong reply: ${why}\n--- request\n${request}\n--- answer\n${answer}\n---`)
}

function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}
