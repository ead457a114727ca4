/** Two processes on one file of SQLite. */
import { join } from 'node:path'
import { type Instances, startOver } from './fleet.js'

export const INSTANCES = 2

export interface Shared extends Instances {
  readonly file: string
}

/** @param folder where the file is. */
export async function startShared(folder: string, server: object = {}): Promise<Shared> {
  const file = join(folder, 'wechatbot.db')
  const store = { url: `sqlite:${file}`, close: async () => {} }
  return { ...(await startOver(store, { server }, INSTANCES)), file }
}
