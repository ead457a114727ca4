/** @wechatbot/playground: the web page of `wechatbot dev`. */
export type { Frame } from './frame.ts'
export { createPlayground } from './playground.ts'
export type * from './protocol.ts'
export * from './types.ts'
