/** What must hold when a sweep has ended, and what docs/late-replies.md and ARCHITECTURE.md allow faults to cost. */
import { boxOf, valueKeys } from '#src/store/keys.js'
import { HANDLER_TIMEOUT_MS } from '#src/turn/keeper.js'
import { type Fault, KINDS, type Saying, type Work } from './plan.ts'
import { ERROR_TEXT, sentencesOf } from './process.ts'
import type { Said, Sweep } from './sweep.ts'

/** A process that ends takes this time at most. */
const END_MS = 20_500
const PATIENCE = '还在想'
const SCOPE = 'wx1234567890abcdef'

/** What has gone wrong, one line each. */
export async function problemsOf(sweep: Sweep): Promise<readonly string[]> {
  const problems = sweep.said.flatMap((said) => problemsOfReply(said, sweep))
  return [
    ...problems,
    ...problemsOfErrors(sweep),
    ...problemsOfPatience(sweep),
    ...(await leaks(sweep)),
  ]
}

function has(sweep: Sweep, ...whats: readonly Fault['what'][]): boolean {
  return sweep.plan.faults.some(({ what }) => whats.includes(what))
}

const isEnd = ({ what }: Fault) => what === 'crash' || what === 'close'
const hasEnds = (sweep: Sweep) => has(sweep, 'crash', 'close')
const hasOutage = (sweep: Sweep) => has(sweep, 'away', 'slow', 'flaky', 'frozen', 'empty')

function hasOutageBeforeEnd({ plan: { faults } }: Sweep): boolean {
  const [from, ...ends] = [faults.filter((it) => !isEnd(it)), ...faults.filter(isEnd)]
  return from.some(({ at }) => ends.some((end) => at <= end.at + END_MS))
}

function problemsOfReply(said: Said, sweep: Sweep): readonly string[] {
  const { id, saying, runs, asked } = said
  if (saying.kind === undefined || asked.length === 0) return []
  const work: Work = KINDS[saying.kind]
  const problems: string[] = []
  const name = `${id} ${saying.kind}`
  // Each process that vanishes may have one run, and in an outage each instance. A Store that was away has missed the end
  // of a run: a promised reply is delivered at least once.
  const ends = sweep.plan.faults.filter(isEnd).length
  const most = 1 + ends + (hasOutage(sweep) ? sweep.plan.instances : 0)
  if (runs.length > most) problems.push(`${name} ran ${runs.length} times`)
  const counts = countsOf(said, sweep)
  if (counts.some((it) => it === 0) && isOwed(said, sweep, work, counts)) {
    problems.push(`${name} lost: ${counts.join('')}`)
  }
  const isTwice = counts.some((it) => it > 1)
  if (isTwice && !mayBeTwice(said, sweep)) problems.push(`${name} doubled: ${counts.join('')}`)
  const isSure = !hasOutage(sweep) && !hasLoss(sweep)
  if (!isTwice && isSure && !isInOrder(said, sweep)) problems.push(`${name} out of order`)
  return problems
}

/** How often each sentence of a reply was read. */
function countsOf({ id, saying }: Said, { read }: Sweep): readonly number[] {
  if (saying.kind === undefined) return []
  const all = read.filter(({ user }) => user === saying.user).map(({ text }) => text)
  const text = all.join('\n')
  return sentencesOf(id, KINDS[saying.kind]).map((_, i) => text.split(`<${id}.${i}>`).length - 1)
}

/** The bot cannot know of it before the next attempt. By then the rest may have gone out by the API. */
function hasLostAnswer({ requests }: Saying): boolean {
  return requests.some(({ isLost }) => isLost)
}

const hasLoss = ({ plan }: Sweep) => plan.sayings.some(hasLostAnswer)

function isInOrder({ id, saying }: Said, { read }: Sweep): boolean {
  const text = read.flatMap((it) => (it.user === saying.user ? [it.text] : [])).join('\n')
  const numbers = [...text.matchAll(new RegExp(`<${id}\\.(\\d+)>`, 'g'))].map(([, i]) => Number(i))
  return numbers.every((number, i) => i === 0 || number > (numbers[i - 1] as number))
}

function isOwed(said: Said, sweep: Sweep, work: Work, counts: readonly number[]): boolean {
  const { overlap, faults } = sweep.plan
  const { saying, runs, isRefused } = said
  // These give messages up, unless their user says nothing else.
  const isAlone = sweep.plan.sayings.filter(({ user }) => user === saying.user).length === 1
  if ((overlap === 'latest' || overlap === 'drop') && !isAlone) return false
  // WeChat's last attempt, for which no other comes, is not known by its number.
  if (isRefused) return false
  // Nobody had promised anything. What the message was answered with is lost with it, other replies included.
  const isGone = (it: Said) => it.answer === undefined && hasVanished(it)
  if (sweep.said.some((it) => isGone(it) && it.saying.user === saying.user)) return false
  if (work.everyMs !== undefined && hasLostAnswer(saying)) return false
  // Two processes have vanished with it.
  if (faults.filter(({ what }) => what === 'crash').length > 1 && runs.length > 1) return false
  // What an outage left in one process ends with that process.
  if (hasOutageBeforeEnd(sweep)) return false
  // Of what was read in part, what is written by then goes out.
  const isReadInPart = work.everyMs !== undefined && /^1+0*$/.test(counts.join(''))
  if (has(sweep, 'close') && isReadInPart) return false
  // A mailbox has what the Store has kept.
  if (isTooLate(said)) return false
  return !faults.some(({ what, at }) => what === 'empty' && at >= readyAt(said))
}

/** When its handler has written all of it. */
function readyAt({ saying, runs }: Said): number {
  if (saying.kind === undefined) return 0
  const work: Work = KINDS[saying.kind]
  return Math.min(...runs) + work.afterMs + (work.everyMs ?? 0) * work.sentences
}

function isTooLate(said: Said): boolean {
  return said.runs.length > 0 && readyAt(said) - said.saying.at >= HANDLER_TIMEOUT_MS
}

/** WeChat found no process for an attempt, the process vanished, or its last answer was lost. */
function hasVanished({ saying, isRefused, asked }: Said): boolean {
  if (saying.requests.at(-1)?.isLost) return true
  return isRefused === true || asked.some(({ hasCrashed }) => hasCrashed)
}

function mayBeTwice({ runs }: Said, sweep: Sweep): boolean {
  // One instance has put it into the mailbox, and does not know that another one has answered with it.
  if (hasLoss(sweep) && sweep.plan.instances > 1) return true
  // What was being sent at the moment of the end may come twice.
  if (hasEnds(sweep) && sweep.plan.late.includes('customer-service')) return true
  return hasOutage(sweep) && runs.length > 1
}

/** At the end nothing is being made any more, so nobody is told to wait. */
function problemsOfPatience(sweep: Sweep): readonly string[] {
  // A place that a fault has left there expires.
  if (hasEnds(sweep) || hasOutage(sweep)) return []
  return sweep.read
    .filter(({ at, text }) => at >= sweep.restAt && text.startsWith(PATIENCE))
    .map(({ user, to }) => `${user} is told to wait in vain: ${to}`)
}

function problemsOfErrors(sweep: Sweep): readonly string[] {
  const { said, read, plan } = sweep
  if (hasEnds(sweep) || hasOutage(sweep)) return []
  if (plan.overlap === 'latest' || plan.overlap === 'drop') return []
  // A handler that took too long, in a queue.
  if (said.some((it) => isTooLate(it) || hasLostAnswer(it.saying))) return []
  const users = new Set(said.map(({ saying }) => saying.user))
  return [...users].flatMap((user) => {
    const failing = said.filter(({ saying }) => saying.user === user && saying.kind === 'fails')
    const all = read.filter((it) => it.user === user).map(({ text }) => text)
    const count = all.join('\n').split(ERROR_TEXT).length - 1
    return count === failing.length ? [] : [`${user} read ${count} errors of ${failing.length}`]
  })
}

async function leaks(sweep: Sweep): Promise<readonly string[]> {
  const problems: string[] = []
  const { store } = sweep.shared
  for (const { bot, runtime } of sweep.running) {
    const { turns } = runtime.state
    if (turns.size > 0) problems.push(`${turns.size} turns stay in flight`)
    if (turns.taken > 0) problems.push(`${turns.taken} places stay taken`)
    await bot.close()
  }
  const { members } = await store.sets.list(valueKeys.promises(SCOPE), { limit: 100 })
  for (const member of members) {
    // A member without its promise is what an outage has left. It expires.
    const promise = await store.values.get(valueKeys.promise(SCOPE, member))
    if (promise !== undefined) problems.push(`a promise stays: ${member}`)
  }
  // What a vanished process or an outage has left there expires.
  if (hasEnds(sweep) || hasOutage(sweep)) return problems
  for (const user of new Set(sweep.said.map(({ saying }) => saying.user))) {
    const box = await store.late.list(boxOf(SCOPE, user))
    if (box.length > 0) problems.push(`the box keeps ${box.map(({ id }) => id).join()}`)
  }
  for (const { id, saying } of sweep.said) {
    const key = `${SCOPE}|${saying.user}|${id}`
    const draft = await store.values.get(valueKeys.draft(SCOPE, key))
    if (draft !== undefined) problems.push(`the draft of ${id} stays`)
  }
  return problems
}
