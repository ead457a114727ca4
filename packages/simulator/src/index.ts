/** @wechatbot/simulator: WeChat's side of the conversation, without WeChat. */

// Time that passes when a test says so.
export { createManualClock, type ManualClock } from './clock.ts'

// Pushes, one by one.
export { type Delivery, deliver, PATIENCE_MS } from './deliver.ts'
// Users who talk to a bot.
export { Exchange, type Seen } from './exchange.ts'
export {
  createPush,
  type PushOptions,
  SAMPLE_ACCOUNT,
  SAMPLE_USER,
  type SignOptions,
  signQuery,
} from './push.ts'
export { sampleFields, valueFields } from './samples.ts'
export { type FakeUser, type FakeWechat, simulate } from './wechat.ts'
