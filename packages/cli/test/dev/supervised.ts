/** A supervisor over processes and a clock that a spec plays. */
import type { ProcessState } from '@wechatbot/playground'
import { createManualClock } from '@wechatbot/simulator'
import { Supervisor } from '#src/dev/supervisor.js'
import { ACCOUNT, FakeChild } from './fake-child.js'

/** What the supervisor says when nothing runs. */
export const FAILED = { type: 'failed', stillRunning: false }

export class Supervised {
  readonly clock = createManualClock()
  /** In the order of their starts. */
  readonly children: FakeChild[] = []
  readonly states: ProcessState[] = []
  readonly told: unknown[] = []
  readonly supervisor = new Supervisor({
    startChild: () => {
      const child = new FakeChild()
      this.children.push(child)
      return child
    },
    clock: this.clock,
    order: { origin: 'http://127.0.0.1:3000', hosts: [], isReal: false },
    onState: (state) => this.states.push(state),
    onLoaded: async () => [ACCOUNT],
    onTold: (what) => this.told.push(what),
  })

  /** The process that was started last. */
  newest(): FakeChild {
    return this.children.at(-1) as FakeChild
  }

  /** The port of the bots that answer. */
  async portNow(): Promise<number | undefined> {
    return (await this.supervisor.current())?.port
  }

  /** Starts one, which is ready at once when it has a port. */
  start(because: string, port?: number): FakeChild {
    this.supervisor.start(because)
    if (port !== undefined) this.newest().isReadyAt(port)
    return this.newest()
  }
}
