/** Three real redis-servers as one cluster, whose slots move and whose masters die. */
import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import { type RedisServer, startRedis } from './redis-server.ts'

const run = promisify(execFile)

export interface RedisCluster {
  readonly nodes: readonly RedisServer[]
  /** Of one node: what it is and all others are is found by asking. */
  readonly url: string
  /** Names of keys on each node. */
  readonly keys: () => readonly (readonly string[])[]
  readonly slotOf: (key: string) => number
  /** Which of the nodes has a slot. */
  readonly ownerOf: (slot: number) => number
  /** Moves a slot and its keys to another node, as `redis-cli --cluster reshard` does. */
  readonly move: (slot: number, to: number) => Promise<void>
  readonly close: () => Promise<void>
}

export async function startCluster(): Promise<RedisCluster> {
  const options = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000']
  // A dead master costs its own slots, not all.
  const full = ['--cluster-require-full-coverage', 'no']
  const nodes = await Promise.all([1, 2, 3].map(() => startRedis(...options, ...full)))
  const hosts = nodes.map(({ port }) => `127.0.0.1:${port}`)
  execFileSync('redis-cli', ['--cluster', 'create', ...hosts, '--cluster-yes'], { stdio: 'ignore' })
  const node = (index: number) => nodes[index] as RedisServer
  while (!nodes.every((each) => each.cli('CLUSTER', 'INFO').includes('cluster_state:ok'))) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const idOf = (index: number) => node(index).cli('CLUSTER', 'MYID')
  const ownerOf = (slot: number): number => {
    const own = (index: number) => {
      const line = node(index)
        .cli('CLUSTER', 'NODES')
        .split('\n')
        .find((each) => each.includes('myself'))
      return (line ?? '').split(' ').slice(8)
    }
    return nodes.findIndex((_, index) =>
      own(index).some((range) => {
        const [from, to = from] = range.split('-').map(Number)
        return from !== undefined && from <= slot && slot <= (to as number)
      }),
    )
  }
  return {
    nodes,
    url: `redis+cluster://${hosts.slice(0, 2).join(',')}`,
    keys: () => nodes.map((each) => each.cli('KEYS', '*').split('\n').filter(Boolean)),
    slotOf: (key) => Number(node(0).cli('CLUSTER', 'KEYSLOT', key)),
    ownerOf,
    move: async (slot, to) => {
      const from = ownerOf(slot)
      const at = String(slot)
      // Not `cli`: it stops the event loop, and with it the load.
      const ask = async (index: number, ...command: string[]) => {
        const { stdout } = await run('redis-cli', ['-p', String(node(index).port), ...command])
        return stdout.trim()
      }
      await ask(to, 'CLUSTER', 'SETSLOT', at, 'IMPORTING', idOf(from))
      await ask(from, 'CLUSTER', 'SETSLOT', at, 'MIGRATING', idOf(to))
      const keys = await ask(from, 'CLUSTER', 'GETKEYSINSLOT', at, '10000')
      const target = ['127.0.0.1', String(node(to).port), '', '0', '5000', 'KEYS']
      if (keys !== '') await ask(from, 'MIGRATE', ...target, ...keys.split('\n'))
      for (const index of [to, from, ...nodes.keys()]) {
        await ask(index, 'CLUSTER', 'SETSLOT', at, 'NODE', idOf(to))
      }
    },
    close: async () => {
      await Promise.all(nodes.map((each) => each.close()))
    },
  }
}
