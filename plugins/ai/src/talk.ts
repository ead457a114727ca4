/** Connects each user with the model or the flow, and stores their conversation. */
import type { Context, Scope } from '@wechatbot/core'
import type { ToolSet } from 'ai'
import { createAsk } from './ask.ts'
import { converse } from './converse.ts'
import { type Conversation, converseBy } from './flow.ts'
import type { Limits } from './limits.ts'
import type { Memory } from './memory.ts'
import { type AiMetrics, createAiMetrics, FLOW } from './metrics.ts'
import { type Model, modelOf } from './model.ts'
import { environment, type Options } from './options.ts'
import { createOwnTools, type Guard, OWN_TOOLS } from './own-tools.ts'
import type { Asked } from './said.ts'
import type { Source } from './source.ts'

export interface Talk {
  readonly model: Pick<Model, 'name' | 'apiKey' | 'variable' | 'site'>
  readonly metrics: AiMetrics
  readonly answer: (ctx: Context, said: Asked) => Talking
  /** Forgets the conversation. The user's next message begins a new one. */
  readonly forget: (ctx: Context) => Promise<void>
}

/** One answer. */
export interface Talking {
  readonly source: Source
  /** Whether the model has handed the user over to a human. Undefined where it has no tool for that. */
  readonly isHandedOver?: () => boolean
}

interface TalkParts {
  readonly limits: Limits
  readonly guard: Guard
}

const DEFAULT_TTL_MS = 7_200_000

export function talkTo(scope: Scope, options: Options, { limits, guard }: TalkParts): Talk {
  const { flow, memory, system } = options
  const ttlMs = memory === false ? DEFAULT_TTL_MS : memory.ttlMs
  if (flow !== undefined) {
    const session = scope.session<Conversation>({ name: 'flow', initial: () => ({}), ttlMs })
    const converseWith = converseBy(flow, session)
    return {
      model: { name: FLOW },
      metrics: createAiMetrics(scope, FLOW),
      answer: (ctx, { text }) => ({ source: converseWith(ctx, text) }),
      forget: (ctx) => session.clear(ctx),
    }
  }
  const model = modelOf(options, environment)
  if ('option' in model) throw new Error(`${model.option}: expected ${model.expected}`)
  if (model.close !== undefined) {
    scope.onClose(model.close)
    scope.log.warn({ model: model.name }, 'a fake model answers')
  }
  const session =
    memory === false
      ? undefined
      : scope.session<Memory>({ name: 'memory', initial: () => ({ turns: [] }), ttlMs })
  const given = Object.entries(options.tools ?? {})
  const tools = Object.fromEntries(given.filter(([, tool]) => tool !== true)) as ToolSet
  const names = OWN_TOOLS.filter((name) => options.tools?.[name] === true)
  const metrics = createAiMetrics(scope, model.name)
  const ownTools = createOwnTools(scope, names, guard)
  const parts = {
    ask: createAsk(model, { ...options, tools }),
    ...{ name: model.name, system, memory: session, limits, metrics },
    maxMessages: memory === false ? 0 : memory.messages,
    clock: scope.clock,
  }
  return {
    ...{ model, metrics },
    answer: (ctx, said) => {
      const own = ownTools(ctx)
      const source = converse(ctx, said, own, parts)
      return names.includes('handoff') ? { source, isHandedOver: own.isHandedOver } : { source }
    },
    forget: async (ctx) => session?.clear(ctx),
  }
}
