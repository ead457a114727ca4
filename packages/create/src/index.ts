/** create-wechatbot: what `npm create wechatbot` runs, for programs that make projects themselves. */
export { type Invocation, run } from './main.ts'
