/** create-wechatbot: the program behind `npm create wechatbot`, for programs that make projects themselves. */
export { type Invocation, run } from './main.ts'
