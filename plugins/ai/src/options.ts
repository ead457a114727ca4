/** The options of ai, and what is wrong with them, all at once. */
import type { Context } from '@wechatbot/core'
import type { Tool } from 'ai'
import * as v from 'valibot'
import type { Flow } from './flow.ts'
import { type ModelValue, modelOf } from './model.ts'
import { OWN_TOOLS } from './own-tools.ts'

/** A text, or a function of the message's context. Its text is the system's: no user's words belong there. */
export type System = string | ((ctx: Context) => string | Promise<string>)

/** True lets the text pass; a text stands in its place. */
export type Moderate = (
  text: string,
  way: 'in' | 'out',
  ctx: Context,
) => true | string | Promise<true | string>

const isFunction = (value: unknown) => typeof value === 'function'
const isObject = (value: unknown) => typeof value === 'object' && value !== null

const isOwn = (name: string, tool: unknown) =>
  tool === true && OWN_TOOLS.some((own) => own === name)

const text = v.string('a text')
const word = v.pipe(text, v.nonEmpty('a text of at least one character'))
const words = v.array(word, 'a list of texts')
const count = v.pipe(
  v.number('a number'),
  v.integer('a whole number'),
  v.minValue(1, 'a number, at least 1'),
)
const flag = v.boolean('true or false')

const KINDS = ['text', 'voice', 'image', 'location', 'link'] as const

/** Milliseconds of a period by name. */
const PERIODS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const

const per = v.pipe(
  v.union(
    [v.picklist(['minute', 'hour', 'day']), count],
    '"minute", "hour", "day", or whole milliseconds above 0',
  ),
  v.transform((value) => (typeof value === 'number' ? value : PERIODS[value])),
)

const shape = v.strictObject({
  /** `provider/model`, or a model of the AI SDK. */
  model: v.optional(
    v.union(
      [word, v.custom<ModelValue>((value) => isObject(value) && 'modelId' in Object(value))],
      '"provider/model", or a model of the AI SDK',
    ),
  ),
  /** Of whatever speaks OpenAI's protocol; in place of the preset's. */
  baseURL: v.optional(v.pipe(text, v.url('a URL like "https://api.example.com/v1"'))),
  /** In place of the preset's environment variable. */
  apiKey: v.optional(word),
  /** Answers instead of a model: Dify, Coze, n8n, or code of your own. */
  flow: v.optional(v.custom<Flow>(isFunction, 'a function (input, { conversation, signal })')),
  system: v.optional(
    v.union([text, v.custom<Exclude<System, string>>(isFunction)], 'a text or a function'),
  ),
  /** `messages` of a user and of the model, at the most. */
  memory: v.optional(
    v.union(
      [
        v.literal(false),
        v.strictObject({ messages: v.optional(count, 20), ttlMs: v.optional(count, 7_200_000) }),
      ],
      'false, or { messages, ttlMs } with whole numbers above 0',
    ),
    {},
  ),
  /** Words that begin a new conversation. */
  reset: v.optional(words, ['新话题', '/new']),
  images: v.optional(flag, false),
  voice: v.optional(flag, true),
  /** True for those that need no code: a human, a reminder. */
  tools: v.optional(
    v.pipe(
      v.custom<Readonly<Record<string, Tool | true>>>(isObject, 'tools of the AI SDK, by name'),
      v.check(
        (tools) =>
          Object.entries(tools).every(([name, tool]) => isObject(tool) || isOwn(name, tool)),
        'tools of the AI SDK, by name; true for "handoff" and "remind" only',
      ),
    ),
  ),
  maxSteps: v.optional(count, 5),
  limits: v.optional(
    v.strictObject({
      perUser: v.optional(v.strictObject({ messages: count, per })),
      total: v.optional(v.strictObject({ tokens: count, per })),
      /** OpenIDs that no limit holds for. */
      except: v.optional(words, []),
    }),
    {},
  ),
  limited: v.optional(text, '消息有点多，请过一会儿再来。'),
  moderate: v.optional(v.custom<Moderate>(isFunction, 'a function (text, way, ctx)')),
  blocked: v.optional(words, []),
  typing: v.optional(flag, true),
  format: v.optional(flag, true),
  timeoutMs: v.optional(count, 55_000),
  maxOutputTokens: v.optional(count),
  temperature: v.optional(v.pipe(v.number('a number'), v.minValue(0, 'a number, at least 0'))),
  kinds: v.optional(v.array(v.picklist(KINDS), 'a list of kinds'), ['text', 'voice', 'image']),
  trigger: v.optional(word),
  fallback: v.optional(text, '抱歉，我现在答不上来，请稍后再试。'),
})

export type Options = v.InferOutput<typeof shape>

/** Of this plugin alone the environment is read, for the key that a preset's variable holds. */
export const environment = process.env

export const optionsSchema = v.pipe(
  shape,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const { value } = dataset
    const problem = value.flow === undefined ? modelOf(value, environment) : clash(value)
    if (problem === undefined || !('option' in problem)) return
    const { option: key, expected } = problem
    const at = { type: 'object', origin: 'value', input: value, key, value: value[key] } as const
    addIssue({ message: expected, input: value[key], path: [at] })
  }),
)

function clash({ model }: Options) {
  if (model === undefined) return undefined
  return { option: 'model' as const, expected: 'nothing beside "flow", which answers instead' }
}
