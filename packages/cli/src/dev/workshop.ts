/**
 * The parts of `wechatbot dev`: the process of the bots, the playground in front of it, and the supervisor that
 * restarts it.
 */
import { watch } from 'node:fs'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { type Clock, createMemoryStore, type Store } from '@wechatbot/core'
import { resolveServer } from '@wechatbot/core/internal'
import {
  BASE,
  createPlayground,
  type Playground,
  type ProcessState,
  type StandIn,
} from '@wechatbot/playground'
import type { Output } from '../invocation.ts'
import { talkElsewhere } from '../serve/announce.ts'
import { clean } from '../terminal/clean.ts'
import { paint } from '../terminal/paint.ts'
import { inChinese, words } from '../words/index.ts'
import { forkChild, type Told } from './bot-process.ts'
import { Changes } from './changes.ts'
import { consoleText, unreachable } from './console-text.ts'
import type { ToParent } from './link.ts'
import { ReverseProxy } from './reverse-proxy.ts'
import { SkippingClock } from './skipping-clock.ts'
import { Supervisor } from './supervisor.ts'

const { dev: say } = words

/** A job runs at most this much later than its time, when time is skipped. It is shorter than a job may run. */
const STEP_MS = 5 * 60_000
/** The time of the machine that a job gets before time goes on. */
const JOB_MS = 100

export interface WorkshopOptions {
  /** A server that listens already. Its requests go to the page or to the bots. */
  readonly server: Server
  /** The origin of the server on this machine. */
  readonly origin: string
  /** Other host names under which the page answers. */
  readonly hosts: readonly string[]
  /** Those of them that lead here from the internet. */
  readonly tunnels: readonly string[]
  /** The folder of the configuration, and its file if the user named one, relative to the working directory. */
  readonly base: string
  readonly file: string | undefined
  readonly isReal: boolean
  /** Variables for the bots' process, added to those of its parent. */
  readonly environment: Readonly<Record<string, string>>
  readonly clock: Clock
  /** The URL that opens a file in the user's editor, as {@link editorOf} gives it. */
  readonly editor: string | undefined
  /** The stream for lines of the bots' log. */
  readonly output: { readonly write: (line: string) => unknown }
  /** Prints diagnostics. */
  readonly print: (text: string) => void
  /** The stream for diagnostics. It decides whether they have colours. */
  readonly stderr: Output
}

export class Workshop {
  readonly #options: WorkshopOptions
  readonly #changes: Changes
  readonly #playground: Playground
  /** Holds what the bots keep where they have no other store. It forgets nothing when they start anew. */
  readonly #store: Store
  readonly #storeClock: SkippingClock
  readonly #supervisor: Supervisor
  readonly #proxy: ReverseProxy
  /** The port of the configuration. */
  #port = resolveServer().port
  /** The command that was printed last. */
  #talk: string | undefined

  constructor(options: WorkshopOptions) {
    const { server, origin, hosts, base, file, isReal, environment, clock, editor } = options
    this.#options = options
    this.#changes = new Changes({
      ...{ base, file, clock, watchFolder: watch },
      onChange: (changed) => this.#supervisor.start(changed),
      onData: (changed) => this.#supervisor.repair(changed),
    })
    this.#playground = createPlayground({
      ...{ origin, isReal, hosts, folder: base },
      ...(editor === undefined ? {} : { editor }),
      ...(file === undefined ? {} : { configFile: file }),
      onSkip: (ms) => this.#skip(ms),
      onSettings: () => this.#supervisor.start(say.because.settings),
      askAbout: async (question) => {
        const bots = await this.#supervisor.current()
        if (bots === undefined) throw new Error('no bot is running')
        return bots.ask(question)
      },
    })
    this.#storeClock = new SkippingClock(0, clock, JOB_MS)
    this.#store = createMemoryStore({ clock: this.#storeClock })
    this.#supervisor = new Supervisor({
      startChild: () => forkChild(this.#store, environment),
      clock,
      order: { origin, hosts, isReal, ...(file === undefined ? {} : { file }) },
      onState: (state) => this.#tellState(state),
      onLoaded: (loaded) => this.#takeLoaded(loaded),
      onTold: (told) => this.#takeTold(told),
    })
    this.#proxy = new ReverseProxy(() => this.#supervisor.current())
    server.on('request', (request, response) => this.#route(request, response))
  }

  start(): void {
    this.#supervisor.start(say.because.start)
  }

  /** Ends the bots in order, then the page and the server. */
  async stop(): Promise<void> {
    const { server } = this.#options
    this.#changes.close()
    // The bots send their last replies to the fake API of the page.
    await this.#supervisor.stop()
    await this.#playground.close()
    await this.#store.close()
    this.#proxy.close()
    server.close()
    server.closeAllConnections()
  }

  /** Ends the bots at once. */
  kill(): void {
    this.#supervisor.kill()
  }

  /** Time passes for the bots and for their store by turns, so that jobs run soon after their time. */
  async #skip(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= STEP_MS) {
      const step = Math.min(left, STEP_MS)
      await this.#supervisor.skip(step)
      await this.#storeClock.skip(step)
    }
  }

  #tellState(state: ProcessState): void {
    this.#playground.state(state)
    this.#options.print(stateText(state, this.#options.stderr))
    if (state.type === 'ready') this.#tellOfTalk()
  }

  /** By the port of the configuration `send` and `chat` may look elsewhere. */
  #tellOfTalk(): void {
    const { origin, file, print } = this.#options
    const talk = talkElsewhere({ origin, file, port: this.#port })
    if (talk !== undefined && talk !== this.#talk) print(say.talk(talk))
    this.#talk = talk
  }

  #takeLoaded(loaded: Extract<ToParent, { type: 'loaded' }>): Promise<readonly StandIn[]> {
    this.#port = loaded.port
    for (const folder of loaded.folders) this.#changes.watch(folder)
    if (this.#options.isReal) this.#tellOfConsole(loaded)
    return this.#playground.accounts(loaded.bots)
  }

  #tellOfConsole({ bots, demos }: Extract<ToParent, { type: 'loaded' }>): void {
    const { print, stderr, tunnels } = this.#options
    print(consoleText(bots, say))
    const warning = unreachable(demos, tunnels, say)
    if (warning !== undefined) print(paint(stderr, 'yellow', warning))
  }

  #takeTold(told: Told): void {
    if (told.type === 'record') this.#playground.observe(told.record, told.frame)
    else if (told.type === 'ahead') this.#playground.ahead(told.ms)
    else {
      this.#options.output.write(told.line)
      const line = JSON.parse(told.line) as Readonly<Record<string, unknown>>
      this.#playground.log(line, inChinese(String(line.msg)))
    }
  }

  /** The page has a folder of its own. All other requests go to the bots. */
  #route(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    if (path.startsWith(BASE)) this.#playground.handle(request, response)
    else if (path === '/' || `${path}/` === BASE) response.writeHead(302, { location: BASE }).end()
    else void this.#proxy.handle(request, response)
  }
}

function stateText(state: ProcessState, output: Output): string {
  if (state.type === 'ready') return paint(output, 'green', say.ready)
  if (state.type === 'starting') {
    return state.isSlow === true
      ? say.stillStarting
      : paint(output, 'dim', say.starting(clean(state.because)))
  }
  const next = state.stillRunning ? say.stillRunning : say.notRunning
  return `${paint(output, 'red', say.failed)}  ${clean(state.message)}\n${next}`
}
