/** @wechatbot/playground: the web page of `wechatbot dev`. */
export { createPlayground } from './playground.ts'
export type * from './protocol.ts'
export * from './types.ts'
