/** Three real redis-servers as one cluster, whose slots move and whose masters die. */
import { execFileSync } from 'node:child_process'
import { Redis } from 'ioredis'
import { type RedisServer, startRedis } from './redis-server.ts'

export interface RedisCluster {
  readonly nodes: readonly RedisServer[]
  /** Of one node: what it is and all others are is found by asking. */
  readonly url: string
  /** Names of keys on each node. */
  readonly keys: () => readonly (readonly string[])[]
  readonly slotOf: (key: string) => number
  /** Which of the nodes has a slot. */
  readonly ownerOf: (slot: number) => number
  /** Moves a slot and its keys to another node, as `redis-cli --cluster reshard` does; how long that took. */
  readonly move: (slot: number, to: number) => Promise<number>
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
  const ids = nodes.map((each) => each.cli('CLUSTER', 'MYID'))
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
      // Not by redis-cli: until its processes have started, the slot would be nowhere.
      const links = nodes.map(({ port }) => new Redis(port))
      const ask = (index: number, command: string, ...args: (string | number)[]) =>
        (links[index] as Redis).call(command, ...args)
      const setSlot = (index: number, ...args: string[]) =>
        ask(index, 'CLUSTER', 'SETSLOT', slot, ...args)
      try {
        await Promise.all(links.map((link) => link.ping()))
        const startedAt = performance.now()
        await setSlot(to, 'IMPORTING', ids[from] as string)
        await setSlot(from, 'MIGRATING', ids[to] as string)
        const keys = (await ask(from, 'CLUSTER', 'GETKEYSINSLOT', slot, 10_000)) as string[]
        const target = ['127.0.0.1', node(to).port, '', 0, 5000, 'KEYS']
        if (keys.length > 0) await ask(from, 'MIGRATE', ...target, ...keys)
        for (const index of [to, from, ...nodes.keys()])
          await setSlot(index, 'NODE', ids[to] as string)
        return performance.now() - startedAt
      } finally {
        for (const link of links) link.disconnect()
      }
    },
    close: async () => {
      await Promise.all(nodes.map((each) => each.close()))
    },
  }
}
