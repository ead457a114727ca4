// The figures that are set side by side, and what the project wants to reach with them.
import { FEATURES } from './subjects.mjs'

/** Of each figure the best of all rounds: noise only ever adds. */
export function best(rounds) {
  return figures(rounds, (name, list) => (name === 'rate' ? Math.max(...list) : Math.min(...list)))
}

export function median(rounds) {
  return figures(rounds, (_, list) => middle(list))
}

export function middle(list) {
  const sorted = [...list].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

function figures(rounds, choose) {
  const names = ['cpu', 'rate', 'p50', 'p99', 'rss', 'generatorMicros']
  return Object.fromEntries(
    names.map((name) => [
      name,
      choose(
        name,
        rounds.map((round) => round[name]),
      ),
    ]),
  )
}

/** What is compared with what, by the best rounds of one run. Left out where a side is missing. */
export function ratios(servers, start, micro) {
  const memoryOf = (name) => servers.find((server) => server.name === name)?.memory
  /** Two servers of one group. */
  const pair = (one, other) => {
    const of = (name, wanted) =>
      servers.find((server) => server.name === name && server.group === wanted)
    const groups = [...new Set(servers.map(({ group }) => group))]
    return groups
      .map((group) => [of(one, group)?.best, of(other, group)?.best])
      .find(([a, b]) => a !== undefined && b !== undefined)
  }
  const between = (what, figure, one, other, reach) => {
    const [a, b] = pair(one, other) ?? []
    return a === undefined ? [] : [{ what, value: a[figure] / b[figure], unit: '', reach }]
  }
  const over = (mode, what, reach = '-') => {
    const [more, bare] = pair(`wechatbot ${mode}, ${what}`, `wechatbot ${mode}`) ?? []
    if (more === undefined) return []
    const value = more.cpu - bare.cpu
    return [{ what: `CPU of ${mode} with ${what}, more`, value, unit: ' µs', reach }]
  }
  const claims = [
    ['claim, SQLite, alone', '≤ 120 µs'],
    ['claim, SQLite, 64 at once, each', '≤ 60 µs'],
  ].flatMap(([what, reach]) => {
    const row = micro?.find(({ name }) => name === what)
    return row === undefined ? [] : [{ what, value: row.best / 1000, unit: ' µs', reach }]
  })
  const claim = micro?.find(({ name }) => name.startsWith('claim, memory store at its cap'))
  return [
    ...between(
      'CPU of plain / Koa + raw-body',
      'cpu',
      'wechatbot plain',
      'Koa + raw-body',
      '≤ 1.7',
    ),
    ...between('CPU of safe / Koa + raw-body', 'cpu', 'wechatbot safe', 'Koa + raw-body', '≤ 2.6'),
    ...between(
      'messages/s of plain / co-wechat plain',
      'rate',
      'wechatbot plain',
      'co-wechat plain',
      '≥ 2.1',
    ),
    ...between(
      'messages/s of safe / co-wechat safe',
      'rate',
      'wechatbot safe',
      'co-wechat safe',
      '≥ 2.7',
    ),
    ...between(
      'p99 of plain / co-wechat plain',
      'p99',
      'wechatbot plain',
      'co-wechat plain',
      '≤ 1',
    ),
    ...between('p99 of safe / co-wechat safe', 'p99', 'wechatbot safe', 'co-wechat safe', '≤ 1'),
    ...between(
      'p99 of plain over Redis / co-wechat plain',
      'p99',
      'wechatbot plain, Redis',
      'co-wechat plain',
      '≤ 1',
    ),
    ...between(
      'RSS of plain / co-wechat plain',
      'rss',
      'wechatbot plain',
      'co-wechat plain',
      '≤ 1.3',
    ),
    ...['co-wechat plain', 'wechatbot plain'].flatMap((name) => {
      const memory = memoryOf(name)
      if (memory?.idle === undefined) return []
      const what = `RSS of ${name}, 30 s after the load / at the start`
      return [{ what, value: memory.idle / memory.start, unit: '', reach: '≤ 1.15' }]
    }),
    ...(memoryOf('wechatbot plain') === undefined
      ? []
      : [
          {
            what: 'RSS of wechatbot plain at the start',
            value: memoryOf('wechatbot plain').start,
            unit: ' MB',
            reach: '≤ 75 MB',
          },
        ]),
    ...between(
      'CPU with 50 plugins / with one',
      'cpu',
      'wechatbot plain, 50 plugins',
      'wechatbot plain',
      '≤ 1.1',
    ),
    ...between(
      'CPU with 50 bots / with one',
      'cpu',
      'wechatbot plain, 50 bots',
      'wechatbot plain',
      '≤ 1.1',
    ),
    ...over('plain', 'SQLite'),
    ...over('safe', 'SQLite'),
    ...over('plain', 'Redis', '≤ 25 µs'),
    ...over('safe', 'Redis', '≤ 25 µs'),
    ...FEATURES.flatMap(([name]) => over('plain', name)),
    ...claims,
    ...(claim === undefined
      ? []
      : [{ what: 'a claim at the cap', value: claim.best / 1000, unit: ' µs', reach: '≤ 5 µs' }]),
    ...startRatios(start),
  ]
}

function startRatios(start) {
  if (start === undefined) return []
  const row = (what, { best }, reach) => {
    return { what: `${what} / bare node`, value: best / start.node.best, unit: '', reach }
  }
  return [
    row('wechatbot --version', start.version, '< 1.5'),
    row('check', start.check, '≤ 4'),
    row('start ready', start.ready, '≤ 4'),
    row('send', start.send, '≤ 4'),
  ]
}
