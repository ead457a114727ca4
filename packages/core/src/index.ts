export * from './chain/types.ts'
export * from './config/types.ts'
export * from './plugin/types.ts'
