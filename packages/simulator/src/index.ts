/** @wechatbot/simulator: WeChat's side of the conversation, without WeChat. */

// A bot behind WeChat, and users who talk to it.

export { describeSeen, Exchange, type Outcome, type ReadText } from './exchange.ts'
export type { Expected } from './inbox.ts'
export type { Seen } from './judge.ts'
export { type SimulateOptions, type Simulation, simulate } from './simulate.ts'
export type { FakeUser, UserSession } from './user.ts'
export { FakeWechat, type FakeWechatOptions } from './wechat.ts'

// A clock that a test moves.

export { createManualClock, type ManualClock } from './clock.ts'

// WeChat's API, for the messages that a bot sends by itself.

export { AUTO_REPLY_SAMPLE, CONSOLE_MENU_SAMPLE } from './fake-api/console-settings.ts'
export type { FakeLibrary } from './fake-api/library.ts'
export type { FakeMessages, SentMessage, Typing } from './fake-api/messages.ts'
export {
  type ApiCall,
  type ApiFault,
  createFakeApi,
  type FakeApi,
  type FakeApiOptions,
} from './fake-api/server.ts'
export type { FakeTokens } from './fake-api/tokens.ts'

// Suites that every plugin and every store must pass.

export { pluginContract } from './contract/plugin.ts'
export { storeContract } from './contract/store.ts'

// Pushes, one by one: writing, signing, delivering and judging them.

export { ATTEMPTS, PATIENCE_MS } from '@wechatbot/core/internal'
export { type Delivery, deliver } from './deliver.ts'
export { type AttemptRecord, type DeliveryOptions, deliverPush } from './delivery.ts'
export { inMemory } from './in-memory.ts'
export { type Asked, judge } from './judge.ts'
export { openReply } from './open.ts'
export { createPush, KIND_NAMES, type PushOptions, SAMPLE_ACCOUNT, SAMPLE_USER } from './push.ts'
export { sampleFields, sceneFields, valueFields } from './samples.ts'
export {
  type AccountSecrets,
  type SignedPush,
  type SignOptions,
  signCiphertext,
  signPush,
  signQuery,
} from './sign.ts'
export { overHttp, type Transport, type TransportResponse } from './transport.ts'
