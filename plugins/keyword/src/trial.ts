/**
 * Tries a regular expression on texts that make it backtrack. What its shape does not betray, like
 * (a|aa)+$ or \s*\s*\s*$, the clock does.
 */
import { createContext, Script } from 'node:vm'

/** A search for `.*x` tries each place of a long text and takes a third of it; on a busy machine more. That may pass. */
const SLOW_MS = 12
/** For all texts of one pattern; what is tried first is the most likely. */
const BUDGET_MS = 100
/** A pattern that still runs so long after the budget is stopped, and is slow. Long, for a busy CPU. */
const STUCK_MS = 1900

/** Enough for what doubles its time with each character, little for all others: these come first. */
const SHORT_BYTES = 120

/** The fastest of three: V8 compiles a pattern only when it comes again, and others want the CPU. */
const TRIAL = new Script(`
  (() => {
    const pattern = new RegExp(source, flags)
    const measure = (text) => {
      const start = now()
      pattern.test(text)
      return now() - start
    }
    const start = now()
    for (index = 0; index < texts.length; index += 1) {
      if (now() - start > budget) return false
      let times = 0
      while (times < 3 && measure(texts[index]) > slow) times += 1
      if (times === 3) return true
    }
    return false
  })()
`)

/** The beginning of a text of `bytes` on which `pattern` is slow; undefined if none was found. */
export function findsSlowText({ source, flags }: RegExp, bytes: number): string | undefined {
  const texts = [...hardTexts(source, SHORT_BYTES), ...hardTexts(source, bytes)]
  const context = createContext({
    ...{ source, flags, texts, index: 0, budget: BUDGET_MS, slow: SLOW_MS },
    now: cpuMs,
  })
  let isSlow: boolean
  try {
    isSlow = TRIAL.runInContext(context, { timeout: BUDGET_MS + STUCK_MS }) as boolean
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    isSlow = true
  }
  return isSlow ? `${texts[context.index as number]?.slice(0, 20)}…` : undefined
}

/** Time of the processor, not of the clock: a busy machine must not make a pattern look safe or slow. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Long runs of what stands in the pattern or in its classes, with an end that spoils the match. */
function hardTexts(source: string, bytes: number): readonly string[] {
  const written = source
    .replace(/\\u\{?([\da-f]{4,5})\}?/gi, (_, hex: string) =>
      String.fromCodePoint(Number.parseInt(hex, 16)),
    )
    .replace(/\\[a-z]|\(\?<?[=!:]?/gi, ' ')
  const runs = [...new Set(written.match(/[\p{L}\p{N}]+/gu) ?? [])].slice(0, 4)
  const letters = [...new Set(written.match(/[^\\()[\]{}*+?|^$]/gu) ?? [])].slice(0, 8)
  const pairs = letters.slice(0, 4).flatMap((a) => letters.slice(0, 4).map((b) => a + b))
  const classes = ['a', '0', ' ', '一', 'A', '\n', '\u3000', '\t', 'a ', 'a0', '0.', '_', '!']
  const pumps = [...new Set([...runs, ...letters, ...classes, ...pairs])]
  const starts = ['', ...runs.slice(0, 1)]
  const ends = ['\u0000', ...runs.slice(-1)]
  return pumps.flatMap((pump) =>
    starts.flatMap((start) =>
      ends.map((end) => {
        const room = bytes - Buffer.byteLength(start + end)
        return start + pump.repeat(Math.max(1, Math.floor(room / Buffer.byteLength(pump)))) + end
      }),
    ),
  )
}
