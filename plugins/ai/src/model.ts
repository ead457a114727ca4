/** The model that answers: by name, made from a preset and a key, or as a value of the AI SDK. */
import type { LanguageModel } from 'ai'
import type { FakeAi } from './fake/server.ts'
import { PRESETS } from './presets.ts'

/** A value of the AI SDK. The SDK also takes names, but here a name is `provider/model`. */
export type ModelValue = Exclude<LanguageModel, string>

interface ModelOptions {
  readonly model?: string | ModelValue | undefined
  readonly baseURL?: string | undefined
  readonly apiKey?: string | undefined
}

/** A model whose name is known. It is loaded at the first message. */
export interface Model {
  /** The name in the log. */
  readonly name: string
  readonly load: () => Promise<ModelValue>
  /** Releases what the model has opened. */
  readonly close?: () => Promise<void>
  /** Whether its server may write reasoning into the text without an opening tag. No provider of a preset does. */
  readonly isStranger?: boolean
  /** Never written to a log. */
  readonly apiKey?: string
  /** The environment variable of the key, and the page of the account. Absent where only the owner knows them. */
  readonly variable?: string
  readonly site?: string
}

/** A problem with the options that name a model. */
interface ModelProblem {
  readonly option: 'model' | 'apiKey'
  readonly expected: string
}

const NAMES = Object.keys(PRESETS).join(', ')

/** The provider inside the process. */
const FAKE = 'fake'

/** When this variable is not empty, the fake provider answers in place of every other one. */
const FAKE_VARIABLE = 'WECHATBOT_FAKE_AI'

/** @param environment holds the key of a preset, if `apiKey` is absent. */
export function modelOf(
  options: ModelOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Model | ModelProblem {
  const { model, baseURL } = options
  // A key that was pasted with a line break does not fit into a header.
  const apiKey = options.apiKey?.trim()
  if (model === undefined) {
    return {
      option: 'model',
      expected: `"provider/model" with one of ${NAMES}; a model of the AI SDK; or "flow"`,
    }
  }
  const name = typeof model === 'string' ? model : `${model.provider}/${model.modelId}`
  if (environment[FAKE_VARIABLE]) return fake(name)
  if (typeof model !== 'string') return { name, load: async () => model, isStranger: true }
  const [, provider = '', id = ''] = /^([^/]+)\/(.+)$/s.exec(model) ?? []
  if (provider === FAKE) return fake(model)
  const preset = Object.hasOwn(PRESETS, provider) ? PRESETS[provider] : undefined
  if (preset === undefined) {
    if (baseURL === undefined) {
      return {
        option: 'model',
        expected: `"provider/model" with one of ${NAMES}, or "baseURL" beside it`,
      }
    }
    const stranger = { name: model, id: model, provider: 'openai-compatible', baseURL, apiKey }
    return { ...named(stranger), isStranger: true }
  }
  const { variable, site } = preset
  const key =
    apiKey ?? (variable === undefined ? undefined : environment[variable]?.trim() || undefined)
  // A server at another address may need no key.
  if (key === undefined && variable !== undefined && baseURL === undefined) {
    return {
      option: 'apiKey',
      expected: `a key, here or in the environment variable ${variable}; make one at ${site}`,
    }
  }
  return {
    ...named({
      name: model,
      ...{ id, provider, baseURL: baseURL ?? preset.baseURL, apiKey: key },
      maxTokens: preset.maxTokens,
    }),
    site,
    // A server without keys is one of the user's own.
    isStranger: variable === undefined || (baseURL ?? preset.baseURL) !== preset.baseURL,
    ...(variable !== undefined && { variable }),
  }
}

/** The fake model. It needs no key and no network, and repeats what it is told. */
function fake(name: string): Model {
  let provider: Promise<FakeAi> | undefined
  return {
    name: name.startsWith(`${FAKE}/`) ? name : `${FAKE}/${name}`,
    load: async () => {
      const { createFakeAi } = await import('./fake/server.ts')
      provider ??= createFakeAi()
      const { url: baseURL } = await provider
      return named({ name, id: name, provider: 'fake', baseURL, apiKey: undefined }).load()
    },
    close: async () => (await provider)?.close(),
  }
}

interface Named {
  readonly name: string
  readonly id: string
  readonly provider: string
  readonly baseURL: string
  readonly apiKey: string | undefined
  readonly maxTokens?: string | undefined
}

function named({ name, id, provider, baseURL, apiKey, maxTokens }: Named): Model {
  const load = async () => {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
    const settings = { name: provider, baseURL, includeUsage: true }
    return createOpenAICompatible({
      ...settings,
      ...(apiKey !== undefined && { apiKey }),
      ...(maxTokens !== undefined && { transformRequestBody: renamed('max_tokens', maxTokens) }),
    }).chatModel(id)
  }
  return { name, load, ...(apiKey !== undefined && { apiKey }) }
}

function renamed(from: string, to: string) {
  return ({ [from]: value, ...body }: Record<string, unknown>) =>
    value === undefined ? body : { ...body, [to]: value }
}
