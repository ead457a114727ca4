/**
 * @wechatbot/plugin-ai/fake: a provider that speaks OpenAI's protocol. It serves tests, and bots that are tried
 * without a key.
 */
export type { FakeAnswer, FakeRefusal, FakeStep } from './answers.ts'
export { createFakeAi, type FakeAi, type FakeAiOptions, type FakeRequest } from './server.ts'
