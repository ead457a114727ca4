/**
 * Rules for texts that chrono's Chinese does not read, or reads as another day. Each rule writes a day or a time of
 * day in words that chrono reads.
 */
import { NUMERAL, numberOf } from '../numerals.ts'
import { addDays, addMonths, type Day, dayOf, dayText, lastOf, weekday } from './day.ts'

/** A text about a day, with the day as a date. */
export interface Phrase {
  readonly text: string
  /** Whether it is a weekday without 这 or 下. When its hour is over today, the weekday of the next week is meant. */
  readonly isEachWeek: boolean
}

interface Moment {
  readonly today: Day
  /** Whether a day of this year or this month may be in the past. */
  readonly past: boolean
}

type Rule = readonly [
  RegExp,
  (parts: readonly (string | undefined)[], moment: Moment) => Day | undefined,
]

const of = (source: string) => new RegExp(source.replaceAll('NUM', `(${NUMERAL})`))
const num = (text: string | undefined) => numberOf(text ?? '') ?? Number.NaN

/** 12-25. This form may also mean something else than a date. */
const SHORT = /(?<![\d:])(\d{1,2})\s*[-/.]\s*(\d{1,2})(?![\d:点时])/

/** The text names a day that does not exist, such as the 30th of February. */
const NO_DAY: Phrase = { text: '', isEachWeek: false }

/** The rules in order. The first rule that finds something decides. */
const DAYS: readonly Rule[] = [
  [
    /(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?/,
    ([y, m, d]) => dayOf(num(y), num(m), num(d)),
  ],
  [/(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)/, ([y, m, d]) => dayOf(num(y), num(m), num(d))],
  [
    of('(今年|明年|后年|去年)?\\s*NUM月份?\\s*NUM\\s*[日号]?'),
    ([year, m, d], moment) => inYear(YEARS[year ?? ''], num(m), num(d), moment),
  ],
  [SHORT, ([m, d], moment) => inYear(undefined, num(m), num(d), moment)],
  [
    of('(下下|下|这|本|上)?个?月(?:的)?(底|末|NUM\\s*[日号]?)'),
    ([which, what, d], moment) =>
      ofMonth(which, what === '底' || what === '末' ? undefined : num(d), moment),
  ],
  [
    of('NUM\\s*(天|日|周|个?星期|个?礼拜|个月|年)(?:之|以)?后'),
    ([n, unit], moment) => later(num(n), unit, moment),
  ],
  [/半个月(?:之|以)?后/, (_, { today }) => addDays(today, 15)],
  [
    /(下下|下|这|本|上)?个?(?:周|星期|礼拜)([一二三四五六日天末1-7])/,
    ([which, name], { today, past }) => ofWeek(which, name ?? '', today, past),
  ],
  [of('(?<![\\d.:月])NUM\\s*[号日]'), ([d], moment) => ofMonth(undefined, num(d), moment)],
]

const YEARS: Readonly<Record<string, number>> = { 去年: -1, 今年: 0, 明年: 1, 后年: 2 }

/** Holidays of the solar calendar. Those of the lunar calendar change from year to year. */
const HOLIDAYS: readonly (readonly [RegExp, string])[] = [
  [/元旦节?/, '1月1日'],
  [/情人节/, '2月14日'],
  [/(?:三八)?妇女节/, '3月8日'],
  [/五一(?:劳动节|节)?|劳动节/, '5月1日'],
  [/六一(?:儿童节|节)?|儿童节/, '6月1日'],
  [/十一国庆节?|国庆节?/, '10月1日'],
  [/平安夜/, '12月24日'],
  [/圣诞节?/, '12月25日'],
]

const HALF_HOURS = new RegExp(`(${NUMERAL})个半(?:小时|钟头)(?:之|以)?后`)

/** Times of day, in chrono's words. */
const TIMES: readonly (readonly [RegExp, string])[] = [
  [/大后日/g, '大后天'],
  [/(明|后)日/g, '$1天'],
  [/今日/g, '今天'],
  [/([点时])\s*钟/g, '$1'],
  [/钟头/g, '小时'],
  [/[一1]刻钟/g, '15分钟'],
  [/([点时])\s*一刻/g, '$115分'],
  [/([点时])\s*三刻/g, '$145分'],
  [/傍晚|夜里|夜晚|晚间|夜间/g, '晚上'],
  [/(今|明|后|日|[六一二三四五])晚(?!上)/g, '$1晚上'],
  [/(?<!今|明|后|上)晚(?=\s*[\d一二两三四五六七八九十])/g, '晚上'],
  [/(今|明)晚上/g, '$1天晚上'],
  [/(今|明)早(?:上|晨)?/g, '$1天早上'],
  [/清早|清晨|大早|一早/g, '早上'],
  [/正午|中午(?=\s*(?:1[12]|十[一二]))/g, ''],
  [/中午(?=\s*[12一二两]\s*(?:点|时|:))/g, '下午'],
  [/中午/g, '12:00'],
  [/[，,、的]/g, ' '],
]

/** @param text already folded */
export function toPhrase(text: string, moment: Moment): Phrase {
  let phrase = text
  for (const [from, to] of HOLIDAYS) phrase = phrase.replace(from, to)
  phrase = phrase.replace(HALF_HOURS, (_, hours: string) => `${num(hours) * 60 + 30}分钟后`)
  for (const [from, to] of TIMES) phrase = phrase.replace(from, to)
  for (const [pattern, toDay] of DAYS) {
    const match = pattern.exec(phrase)
    if (match === null) continue
    const day = toDay(match.slice(1), moment)
    if (day === undefined && pattern === SHORT) continue
    if (day === undefined) return NO_DAY
    const isEachWeek = /^(?:周|星期|礼拜)/.test(match[0])
    const [year, month, date] = dayText(day).split('-')
    const before = phrase.slice(0, match.index).trim()
    const after = phrase.slice(match.index + match[0].length).trim()
    return { text: `${before} ${year}年${month}月${date}日${after}`.trim(), isEachWeek }
  }
  return { text: phrase.trim(), isEachWeek: false }
}

function inYear(
  shift: number | undefined,
  month: number,
  day: number,
  moment: Moment,
): Day | undefined {
  const { today, past } = moment
  if (shift !== undefined) return dayOf(today.year + shift, month, day)
  const here = dayOf(today.year, month, day)
  if (here !== undefined && (past || dayText(here) >= dayText(today))) return here
  // The next 29th of February is at most eight years away.
  for (let year = today.year + 1; year <= today.year + 8; year += 1) {
    const it = dayOf(year, month, day)
    if (it !== undefined) return it
  }
  return undefined
}

/** @param date the day of the month. Without it the last day is meant. */
function ofMonth(
  which: string | undefined,
  date: number | undefined,
  moment: Moment,
): Day | undefined {
  const { today, past } = moment
  const shift = MONTHS[which ?? ''] ?? 0
  const first = addMonths({ ...today, day: 1 }, shift)
  if (date === undefined) return lastOf(first)
  const here = dayOf(first.year, first.month, date)
  const isOver = here === undefined || dayText(here) < dayText(today)
  if (which !== undefined || past || !isOver) return here
  const next = addMonths(first, 1)
  return dayOf(next.year, next.month, date)
}

const MONTHS: Readonly<Record<string, number>> = { 上: -1, 这: 0, 本: 0, 下: 1, 下下: 2 }

function later(count: number, unit: string | undefined, { today }: Moment): Day | undefined {
  if (!(count <= 366)) return undefined
  if (unit === '天' || unit === '日') return addDays(today, count)
  if (unit === '个月') return addMonths(today, count)
  return unit === '年' ? addMonths(today, 12 * count) : addDays(today, 7 * count)
}

/** Weeks begin on Monday. 周末 is their Saturday. */
function ofWeek(which: string | undefined, name: string, today: Day, past: boolean): Day {
  const now = weekday(today)
  if (name === '末') {
    if (which === undefined && now === 7) return today
    return addDays(today, 6 - now + 7 * (MONTHS[which ?? ''] ?? 0))
  }
  const wanted = '一二三四五六日'.indexOf(name === '天' ? '日' : name) + 1 || Number(name)
  if (which !== undefined) return addDays(today, wanted - now + 7 * (MONTHS[which] ?? 0))
  return addDays(
    today,
    past && wanted > now ? wanted - now - 7 : (wanted - now + (past ? 0 : 7)) % 7,
  )
}
