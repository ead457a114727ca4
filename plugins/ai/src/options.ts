/** The options of ai. All their problems are reported at once. */
import { type Context, wordSchema } from '@wechatbot/core'
import type { Tool } from 'ai'
import * as v from 'valibot'
import type { Flow } from './flow.ts'
import { type ModelValue, modelOf } from './model.ts'
import { OWN_TOOLS } from './own-tools.ts'

/**
 * A text, or a function of the message's context. The text becomes the system prompt, so it must hold no words of a
 * user.
 */
export type System = string | ((ctx: Context) => string | Promise<string>)

/** True lets the text pass. A text replaces it. */
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
const words = v.array(wordSchema, 'a list of words')
const whole = v.pipe(v.number('a number'), v.integer('a whole number'))
const count = v.pipe(whole, v.minValue(1, 'a number, at least 1'))
const flag = v.boolean('true or false')

const KINDS = ['text', 'voice', 'image', 'location', 'link'] as const

/** The length of each period in milliseconds. */
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
      [wordSchema, v.custom<ModelValue>((value) => isObject(value) && 'modelId' in Object(value))],
      '"provider/model", or a model of the AI SDK',
    ),
  ),
  /** The URL of any server that speaks OpenAI's protocol. It replaces the preset's. */
  baseURL: v.optional(v.pipe(text, v.url('a URL like "https://api.example.com/v1"'))),
  /** Replaces the key in the preset's environment variable. */
  apiKey: v.optional(wordSchema),
  /** Answers instead of a model: Dify, Coze, n8n, or code of your own. */
  flow: v.optional(v.custom<Flow>(isFunction, 'a function (input, { conversation, signal })')),
  system: v.optional(
    v.union([text, v.custom<Exclude<System, string>>(isFunction)], 'a text or a function'),
  ),
  /** `messages` is the largest number of messages of a user and of the model together. */
  memory: v.optional(
    v.union(
      [
        v.literal(false),
        v.strictObject({
          messages: v.optional(
            v.pipe(whole, v.minValue(2, 'at least 2, a question and its answer; or memory: false')),
            20,
          ),
          ttlMs: v.optional(count, 7_200_000),
        }),
      ],
      'false, or { messages, ttlMs } with whole numbers, messages at least 2',
    ),
    {},
  ),
  /** Words that begin a new conversation. */
  reset: v.optional(words, ['新话题', '/new']),
  images: v.optional(flag, false),
  voice: v.optional(flag, true),
  /** True for the tools that need no code: a human, a reminder. */
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
      /** OpenIDs for which no limit holds. */
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
  trigger: v.optional(wordSchema),
  fallback: v.optional(text, '抱歉，我现在答不上来，请稍后再试。'),
})

export type Options = v.InferOutput<typeof shape>

/** The environment. Only this plugin reads it, for the key in a preset's variable. */
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
