/**
 * A process that works on the jobs of `argv[2]`. It says the id of each job. A run ends when its parent has sent it
 * something; then it stops, and nothing may keep it alive.
 */
import { createRedisStore } from '#src/index.js'

const [, , url = '', prefix = ''] = process.argv
const store = createRedisStore({ url, prefix })
const told = new Promise<void>((resolve) => process.once('message', () => resolve()))
const stop = store.jobs.work(({ id }) => {
  process.send?.(id)
  return told
})
void told.then(async () => {
  await stop()
  await store.close()
  process.disconnect()
})
