/** @wechatbot/plugin-ai/fake: a provider that speaks OpenAI's protocol, for tests and for trying a bot without a key. */
export type { FakeAnswer, FakeRefusal, FakeStep } from './answers.ts'
export { createFakeAi, type FakeAi, type FakeAiOptions, type FakeRequest } from './server.ts'
