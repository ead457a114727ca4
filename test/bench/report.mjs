// The tables, for a terminal and for docs/performance.md.

export function terminal(result) {
  return tables(result)
    .map(({ title, head, rows }) => `${title && `${title}\n\n`}${aligned([head, ...rows])}\n`)
    .join('\n')
}

export function markdown(result) {
  return tables(result)
    .map(({ title, head, rows }) => {
      const lines = [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows]
      return `${title && `${title}\n\n`}${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`
    })
    .join('\n')
}

function tables({ date, node, machine, settings, servers, start, micro, ratios }) {
  const { rounds, messages, connections } = settings
  const figures = [
    'CPU µs/message',
    'messages/s',
    'p50 ms',
    'p99 ms',
    'RSS MB',
    'at the start, after a rest',
    'generator µs',
  ]
  const run =
    `${date.slice(0, 10)}, node ${node}, ${machine}: best of ${rounds} rounds of ${messages} ` +
    `messages over ${connections} connections (in brackets the median)`
  const all = [
    ...[...new Set(servers.map(({ group }) => group))].map((group, i) => ({
      title: i === 0 ? run : '',
      head: [group, ...figures],
      rows: servers
        .filter((server) => server.group === group)
        .map(({ name, best, median, memory }) => [
          name,
          `${best.cpu.toFixed(1)} (${median.cpu.toFixed(1)})`,
          `${Math.round(best.rate)} (${Math.round(median.rate)})`,
          `${best.p50.toFixed(1)} (${median.p50.toFixed(1)})`,
          `${best.p99.toFixed(1)} (${median.p99.toFixed(1)})`,
          median.rss.toFixed(0),
          `${memory.start.toFixed(0)}, ${memory.idle?.toFixed(0) ?? '-'}`,
          best.generatorMicros.toFixed(1),
        ]),
    })),
    {
      title: 'Side by side, by the best rounds',
      head: ['', 'measured', 'to reach'],
      rows: ratios.map(({ what, value, unit, reach }) => [
        what,
        `${value.toFixed(unit === ' ms' ? 0 : 2)}${unit}`,
        reach,
      ]),
    },
  ]
  if (start !== undefined) {
    const row = (name, { best, median }) => [name, best.toFixed(0), median.toFixed(0)]
    all.push({
      title: 'Start-up, in milliseconds',
      head: ['', 'best', 'median'],
      rows: [
        row('node -e 0', start.node),
        row('wechatbot --version', start.version),
        row('wechatbot check', start.check),
        row('wechatbot start, until /ready is 200', start.ready),
        row('wechatbot send text', start.send),
      ],
    })
  }
  if (micro !== undefined) {
    all.push({
      title: 'Micro-benchmarks, in microseconds',
      head: ['', 'best', 'median'],
      rows: micro.map(({ name, best, median }) => [
        name,
        (best / 1000).toFixed(2),
        (median / 1000).toFixed(2),
      ]),
    })
  }
  return all.filter(({ rows }) => rows.length > 0)
}

function aligned(lines) {
  const widths = lines[0].map((_, i) => Math.max(...lines.map((cells) => cells[i].length)))
  return lines
    .map((cells) =>
      cells
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
