/** What the attacks take from the simulator: there is one place that signs. */
export {
  createPush,
  SAMPLE_ACCOUNT,
  SAMPLE_USER,
  signPush,
  signQuery,
} from '@wechatbot/simulator'

export function randomDigits(count: number): string {
  return Array.from({ length: count }, () => Math.floor(Math.random() * 10)).join('')
}
