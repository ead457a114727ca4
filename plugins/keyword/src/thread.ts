/** The thread that runs regular expressions which may never end: its starter ends it then. */
import { type MessagePort, workerData } from 'node:worker_threads'
import type { Span, Spans } from './match.ts'

/** What is to be found. */
export interface Search {
  readonly source: string
  readonly flags: string
  readonly text: string
}

/** `begun` first: from then on the time of the text counts. Then what came of it. */
export type Told =
  | { readonly type: 'begun' }
  | { readonly type: 'found'; readonly spans: Spans | undefined; readonly ms: number }
  /** It needs more memory than V8 has for one search. */
  | { readonly type: 'failed' }

serve((workerData as { readonly port: MessagePort }).port)

function serve(port: MessagePort): void {
  const tell = (told: Told) => port.postMessage(told)
  port.on('message', (search: Search) => {
    tell({ type: 'begun' })
    const startedAt = performance.now()
    try {
      const spans = find(search)
      tell({ type: 'found', spans, ms: performance.now() - startedAt })
    } catch {
      tell({ type: 'failed' })
    }
  })
}

function find({ source, flags, text }: Search): Spans | undefined {
  const pattern = new RegExp(source, flags.includes('d') ? flags : `${flags}d`)
  const indices = pattern.exec(text)?.indices
  if (indices === undefined) return undefined
  const groups = [...indices] as readonly Span[]
  return { groups, named: indices.groups && Object.entries<Span>(indices.groups) }
}
