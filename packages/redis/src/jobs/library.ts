/** BullMQ, the queue of jobs. It is an optional package, and loaded when the first job is asked for. */
import { createRequire } from 'node:module'
import { WechatBotError } from '@wechatbot/core'

export type Bull = typeof import('bullmq')

const require = createRequire(import.meta.url)

/** @throws WechatBotError BAD_CONFIG if the package is not installed. */
export function loadBull(): Bull {
  try {
    return require('bullmq') as Bull
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    throw new WechatBotError(
      'BAD_CONFIG',
      'store: jobs over Redis expected the package bullmq (npm install bullmq@6), got none',
    )
  }
}
