/**
 * Single operations of the machine: a read of a file, a look-up of a name, a hash. Each begins, and calls back
 * once. The types have the names of async_hooks.
 */

/** The fields that are read of the objects behind the operations. None is documented, and any may be absent. */
interface Resource {
  /** For crypto: its callback, when it does not run at once. */
  readonly ondone?: unknown
  /** For compression: the data that is compressed. */
  readonly buffer?: unknown
  /** For a file that is read as a stream. */
  readonly bytesRead?: number
  /** For a child process: undefined when it has ended, false when the process does not wait for it. */
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
  /** Whether the operation still runs, for operations that call nothing back at their end. */
  readonly goesOn: () => boolean
}

/** Ended operations are removed each time that the count is a multiple of this. */
const MANY = 1000

export class Operations {
  readonly #open = new Map<number, Operation>()
  /** Open files and compressors. They last, and work now and then. */
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

  /** The operation has called back. */
  end(id: number): void {
    this.#open.delete(id)
  }

  /** @param since operations that began before are left out */
  *inFlight(since: number): Iterable<string> {
    this.#sweep()
    for (const [id, { words }] of this.#open) if (id > since) yield words
    for (const compressor of this.#compressors) {
      if (compressor.deref()?.buffer) yield 'compression'
    }
  }

  #goesOn(words: string, triggerId: number, resource: Resource): () => boolean {
    // Crypto that runs at once has no callback, and its end is not reported.
    if (words === CRYPTO) return () => typeof resource.ondone === 'function'
    if (resource.hasRef !== undefined) return () => resource.hasRef?.() === true
    // A read of a Blob from a file calls back to its reader. The operation itself gets no callback.
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
