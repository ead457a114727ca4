/**
 * Single operations of the machine: a read of a file, a look-up of a name, a hash. Each begins, and
 * calls back once. Named as async_hooks names them.
 */

/** What is read of the objects behind the operations; none of it is documented, all may be absent. */
interface Resource {
  /** Of crypto: what it calls when it does not run at once. */
  readonly ondone?: unknown
  /** Of compression: what it works on. */
  readonly buffer?: unknown
  /** Of a file that is read as a stream. */
  readonly bytesRead?: number
  /** Of a child process: undefined when it has ended, false when nobody waits for it. */
  readonly hasRef?: () => boolean | undefined
}

const FILE = 'a file'
const NAME = 'the address of a name (DNS)'
const CONNECTION = 'a connection that is being made'
const CRYPTO = 'crypto'

const WORDS: ReadonlyMap<string, string> = new Map([
  ['FSREQCALLBACK', FILE],
  ['FSREQPROMISE', FILE],
  ['FILEHANDLECLOSEREQ', FILE],
  ['GETADDRINFOREQWRAP', NAME],
  ['GETNAMEINFOREQWRAP', NAME],
  ['QUERYWRAP', NAME],
  ['TCPCONNECTWRAP', CONNECTION],
  ['PIPECONNECTWRAP', CONNECTION],
  ['SHUTDOWNWRAP', 'the end of a connection'],
  ['PROCESSWRAP', 'a child process'],
  ...[
    'CHECKPRIMEREQUEST',
    'CIPHERREQUEST',
    'DERIVEBITSREQUEST',
    'HASHREQUEST',
    'KEYEXPORTREQUEST',
    'KEYGENREQUEST',
    'KEYPAIRGENREQUEST',
    'PBKDF2REQUEST',
    'RANDOMBYTESREQUEST',
    'RANDOMPRIMEREQUEST',
    'SCRYPTREQUEST',
    'SIGNREQUEST',
    'VERIFYREQUEST',
  ].map((type) => [type, CRYPTO] as const),
])

interface Operation {
  readonly words: string
  /** Whether it goes on, where its end is not called back. */
  readonly goesOn: () => boolean
}

/** What has ended unseen is looked for when so many have come. */
const MANY = 1000

export class Operations {
  readonly #open = new Map<number, Operation>()
  /** Open files, and what compresses: they last, and work now and then. */
  readonly #files = new Map<number, WeakRef<Resource>>()
  readonly #compressors = new Set<WeakRef<Resource>>()

  begin(id: number, type: string, triggerId: number, resource: Resource): void {
    if (type === 'FILEHANDLE') this.#files.set(id, new WeakRef(resource))
    if (type === 'ZLIB') this.#compressors.add(new WeakRef(resource))
    const words = WORDS.get(type)
    if (words === undefined) return
    if ((this.#open.size + this.#files.size) % MANY === 0) this.#sweep()
    this.#open.set(id, { words, goesOn: this.#goesOn(words, triggerId, resource) })
  }

  /** It calls back. */
  end(id: number): void {
    this.#open.delete(id)
  }

  /** @param since what began before is left out */
  *inFlight(since: number): Iterable<string> {
    this.#sweep()
    for (const [id, { words }] of this.#open) if (id > since) yield words
    for (const compressor of this.#compressors) {
      if (compressor.deref()?.buffer) yield 'compression'
    }
  }

  #goesOn(words: string, triggerId: number, resource: Resource): () => boolean {
    // What runs at once has no callback, nor is its end told.
    if (words === CRYPTO) return () => typeof resource.ondone === 'function'
    if (resource.hasRef !== undefined) return () => resource.hasRef?.() === true
    // The reads of a Blob that is a file call the reader back, not themselves.
    const file = this.#files.get(triggerId)
    const before = file?.deref()?.bytesRead
    if (before === undefined) return () => true
    return () => file?.deref()?.bytesRead === before
  }

  #sweep(): void {
    for (const [id, { goesOn }] of this.#open) if (!goesOn()) this.#open.delete(id)
    for (const [id, file] of this.#files) if (!file.deref()) this.#files.delete(id)
    for (const each of this.#compressors) if (!each.deref()) this.#compressors.delete(each)
  }
}
