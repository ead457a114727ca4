/** The data that the bots keep about one user: sessions, planned jobs, and replies that wait in the mailbox. */
import type { App, Bot } from '@wechatbot/core'
import { boxOf, readJobName, runtimeOf, sessionRecord } from '@wechatbot/core/internal'
import type { UserData, UserQuestion } from '@wechatbot/playground'

/** A page shows no more jobs. */
const MAX_JOBS = 100

/** Answers the question. For `forget`, the data is removed first. */
export async function answerAbout(app: App, question: UserQuestion): Promise<UserData> {
  const { bot: name, openid, isForgetting } = question
  const bot = app.bots.find((one) => one.name === name)
  if (bot === undefined) throw new TypeError(`expected a bot of this process, got "${name}"`)
  if (isForgetting) await forget(bot, openid)
  return dataOf(bot, openid)
}

async function dataOf(bot: Bot, openid: string): Promise<UserData> {
  const { values } = storeOf(bot)
  const sessions = await Promise.all(
    (await sessionsOf(bot, openid)).map(async ({ plugin, name, key }) => {
      const { state } = ((await values.get(key)) ?? {}) as { readonly state?: unknown }
      return { plugin, name, state }
    }),
  )
  const jobs = (await jobsOf(bot, openid)).map(({ name, id, dueAt, tries, data, error }) => {
    const { plugin = bot.name, name: job } = readJobName(name)
    return { plugin, name: job, id, dueAt, tries, data, ...(error === undefined ? {} : { error }) }
  })
  return {
    sessions: sessions.filter(({ state }) => state !== undefined),
    jobs,
    waiting: (await waitingOf(bot, openid)).length,
  }
}

async function forget(bot: Bot, openid: string): Promise<void> {
  const { values, jobs, late } = storeOf(bot)
  const box = boxOf(scopeOf(bot), openid)
  await Promise.all([
    ...(await sessionsOf(bot, openid)).map(({ key }) => values.delete(key)),
    ...(await jobsOf(bot, openid)).map(({ id }) => jobs.remove(id)),
    ...(await waitingOf(bot, openid)).map(({ id }) => late.remove(box, id)),
  ])
}

async function sessionsOf(bot: Bot, openid: string) {
  const { sessions } = await bot.describe()
  return sessions.map(({ plugin, name }) => {
    const owner = bot.plugins.includes(plugin) ? plugin : undefined
    return { plugin, name, key: sessionRecord(scopeOf(bot), owner, name, openid) }
  })
}

/** The jobs of this bot about the user. Others on the same Store may know a user of the same OpenID. */
async function jobsOf(bot: Bot, openid: string) {
  const { jobs: registered } = await bot.describe()
  if (registered.length === 0) return []
  const { jobs } = await storeOf(bot).jobs.list({ state: 'waiting', openid, limit: MAX_JOBS })
  return jobs.filter(({ name }) => readJobName(name).account === scopeOf(bot))
}

async function waitingOf(bot: Bot, openid: string) {
  const kept = await storeOf(bot).late.list(boxOf(scopeOf(bot), openid))
  // A reply that is not ready yet has only its place there.
  return kept.filter(({ reply }) => reply.type !== 'none')
}

function storeOf(bot: Bot) {
  return runtimeOf(bot).services.store
}

function scopeOf(bot: Bot): string {
  return runtimeOf(bot).settings.account.scope
}
