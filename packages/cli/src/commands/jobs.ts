/** `wechatbot jobs`: lists the jobs that wait and the jobs that have failed. */
import type { Jobs, Store } from '@wechatbot/core'
import { resolveBot } from '@wechatbot/core/internal'
import { CliError } from '../errors.ts'
import { allJobs, jobsAsJson, jobsAsTable, type Shown } from '../jobs/listing.ts'
import { type Arguments, type Command, suggestion, UsageError } from '../usage.ts'
import { loadFor } from '../whole.ts'
import { words } from '../words/index.ts'

const { jobs: say } = words

type Act = (jobs: Jobs, id: string) => Promise<string>

const ACTIONS: Readonly<Record<string, Act>> = {
  retry: async (jobs, id) => {
    if (await jobs.retry(id)) return say.retried(id)
    throw new CliError(say.notDead(id))
  },
  drop: async (jobs, id) => {
    if (await jobs.remove(id)) return say.dropped(id)
    throw new CliError(say.unknown(id))
  },
}

export const command: Command = {
  options: {
    dead: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: say.help,

  async run(args, invocation) {
    const act = actionOf(args)
    const config = await loadFor(args, invocation, 'look')
    const { store, missing } = config
    if (missing !== undefined) throw new CliError(say.noFile(missing))
    if (store === undefined) throw new CliError(say.noStore)
    try {
      const kept = (store as Partial<Store>).jobs
      if (kept === undefined) throw new CliError(say.cannot)
      if (store.outlivesProcess !== true) throw new CliError(say.noStore)
      const timeZone = config.bots[0] && resolveBot(config.bots[0]).timeZone
      const { masker } = invocation
      const text =
        act === undefined ? await list(kept, args, { timeZone, masker }) : await act(kept)
      invocation.stdout.write(`${text}\n`)
      return 0
    } finally {
      await store.close()
    }
  },
}

/** Undefined when the jobs are to be listed. @throws UsageError for any other word. */
function actionOf({
  positionals,
  values,
}: Arguments): ((jobs: Jobs) => Promise<string>) | undefined {
  const [action, id, more] = positionals
  if (action === undefined) return undefined
  const act = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined
  if (act === undefined) {
    const known = Object.keys(ACTIONS)
    throw new UsageError(say.takes(known, `"${action}"${suggestion(action, known)}`))
  }
  if (id === undefined) throw new UsageError(say.needsId(action))
  if (more !== undefined) throw new UsageError(words.main.noValues(`jobs ${action} ID`, more))
  if (values.dead === true || values.json === true) throw new UsageError(say.optionsOfList(action))
  return (jobs) => act(jobs, id)
}

async function list(jobs: Jobs, args: Arguments, shown: Shown): Promise<string> {
  const state = args.values.dead === true ? 'dead' : 'waiting'
  const found = await allJobs(jobs, state)
  return args.values.json === true ? jobsAsJson(found) : jobsAsTable(found, state, shown)
}
