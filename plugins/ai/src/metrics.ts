/** The metrics of ai, by model. Users are named in the log only. */
import type { Metric, Scope } from '@wechatbot/core'

export interface AiMetrics {
  /** Counts the tokens of a whole answer. */
  readonly tokens: (input: number, output: number) => void
  /** Records how long an answer took, in milliseconds, whole or not. */
  readonly ended: (ms: number) => void
  /** Counts an answer that is not whole. */
  readonly failed: () => void
}

/** @param model the name of the model, or `flow` */
export function createAiMetrics(scope: Pick<Scope, 'record'>, model: string): AiMetrics {
  const record = (metric: Metric) =>
    scope.record({ ...metric, labels: { model, ...metric.labels } })
  const tokens = (direction: 'in' | 'out', value: number) =>
    record({ name: 'ai_tokens_total', value, labels: { direction } })
  const errors = (value: number) => record({ name: 'ai_errors_total', value })
  const countTokens = (input: number, output: number) => {
    tokens('in', input)
    tokens('out', output)
  }
  // At 0, the first error is seen as an increase. A flow does not tell its tokens.
  errors(0)
  if (model !== FLOW) countTokens(0, 0)
  return {
    tokens: countTokens,
    ended: (ms) => record({ name: 'ai_seconds', value: ms / 1000 }),
    failed: () => errors(1),
  }
}

/** The name of a flow where a model has its own. */
export const FLOW = 'flow'
