/** wechatbot: exports all of @wechatbot/core, and the functions that load config files. */
export * from '@wechatbot/core'
export { type LoadedConfig, type LoadOptions, loadConfig } from './config/load.ts'
export { openFile } from './open-file.ts'
export { DEMO_TOKEN } from './serve/demo.ts'
