/** A process that works on the jobs of `argv[2]`, and never ends a run. It says the id of each job. */
import { createRedisStore } from '#src/index.js'

const [, , url = '', prefix = ''] = process.argv
createRedisStore({ url, prefix }).jobs.work(({ id }) => {
  process.send?.(id)
  return new Promise(() => {})
})
