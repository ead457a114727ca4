/** The thread for regular expressions that may never end. The process that started it then ends it. */
import { type MessagePort, workerData } from 'node:worker_threads'
import type { Span, Spans } from './match.ts'

/** One search. */
export interface Search {
  readonly source: string
  readonly flags: string
  readonly text: string
}

/** The thread sends `begun` first, and the time of the text counts from then on. The result follows. */
export type Told =
  | { readonly type: 'begun' }
  | { readonly type: 'found'; readonly spans: Spans | undefined; readonly ms: number }
  /** The search needs more memory than V8 has for one search. */
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
