/** Which model answers: by name, made of a preset and a key, or as a value of the AI SDK. */
import type { LanguageModel } from 'ai'
import type { FakeAi } from './fake/server.ts'
import { PRESETS } from './presets.ts'

/** A value of the AI SDK. The SDK takes names, too; here a name is `provider/model`. */
export type ModelValue = Exclude<LanguageModel, string>

export interface ModelOptions {
  readonly model?: string | ModelValue | undefined
  readonly baseURL?: string | undefined
  readonly apiKey?: string | undefined
}

/** A model that is known by name, and loaded at the first message. */
export interface Model {
  /** As the log names it. */
  readonly name: string
  readonly load: () => Promise<ModelValue>
  /** Gives back what it has opened. */
  readonly close?: () => Promise<void>
  /** In no log. */
  readonly apiKey?: string
  /** Where its key comes from, and its account is kept; absent where nobody but its owner knows. */
  readonly variable?: string
  readonly site?: string
}

/** What is wrong with the options that name a model. */
export interface ModelProblem {
  readonly option: 'model' | 'apiKey'
  readonly expected: string
}

const NAMES = Object.keys(PRESETS).join(', ')

/** A provider in the process itself. */
const FAKE = 'fake'

/** Anything but empty: that provider answers in place of every other one. */
export const FAKE_VARIABLE = 'WECHATBOT_FAKE_AI'

/** @param environment where the key of a preset is read, if `apiKey` is absent. */
export function modelOf(
  options: ModelOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Model | ModelProblem {
  const { model, baseURL } = options
  // Pasted with a line break, a key fits no header.
  const apiKey = options.apiKey?.trim()
  if (model === undefined) {
    return {
      option: 'model',
      expected: `"provider/model" with one of ${NAMES}; a model of the AI SDK; or "flow"`,
    }
  }
  if (typeof model !== 'string') {
    return { name: `${model.provider}/${model.modelId}`, load: async () => model }
  }
  const [, provider = '', id = ''] = /^([^/]+)\/(.+)$/s.exec(model) ?? []
  if (environment[FAKE_VARIABLE] || provider === FAKE) return fake(model)
  const preset = Object.hasOwn(PRESETS, provider) ? PRESETS[provider] : undefined
  if (preset === undefined) {
    if (baseURL === undefined) {
      return {
        option: 'model',
        expected: `"provider/model" with one of ${NAMES}, or "baseURL" beside it`,
      }
    }
    return named({ name: model, id: model, provider: 'openai-compatible', baseURL, apiKey })
  }
  const { variable, site } = preset
  const key =
    apiKey ?? (variable === undefined ? undefined : environment[variable]?.trim() || undefined)
  // Another address has rules of its own.
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
    ...(variable !== undefined && { variable }),
  }
}

/** Without a key, and without a network: it says what it is told. */
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
