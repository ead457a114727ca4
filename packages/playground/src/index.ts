/** @wechatbot/playground: the web page of `wechatbot dev`. */
export * from './types.ts'
