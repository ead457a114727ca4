/** @wechatbot/simulator: WeChat's side of the conversation, without WeChat. */

export { type Delivery, deliver, PATIENCE_MS } from './deliver.ts'
export {
  createPush,
  type PushOptions,
  SAMPLE_ACCOUNT,
  SAMPLE_USER,
  type SignOptions,
  signQuery,
} from './push.ts'
export { sampleFields, valueFields } from './samples.ts'
