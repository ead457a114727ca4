// The plot: three panels of bars, one row per server.

const ROW = 30
const TOP = 62
const LABELS = 230
const PANEL = 240
const GAP = 90

export function svg({ servers, date, node, settings }) {
  const height = TOP + servers.length * ROW + 40
  const panels = [
    { title: 'CPU µs per message (less is better)', figure: 'cpu', at: LABELS },
    { title: 'messages/s (more is better)', figure: 'rate', at: LABELS + PANEL + GAP },
    { title: 'RSS MB (less is better)', figure: 'rss', at: LABELS + 2 * (PANEL + GAP) },
  ]
  const width = LABELS + panels.length * (PANEL + GAP)
  // A server that is in two groups has two rows.
  const labels = servers.map(({ name, group }, i) => {
    const isAgain = servers.findIndex((other) => other.name === name) < i
    const label = isAgain ? `${name} (${group.split(',')[0]})` : name
    return `<text x="${LABELS - 12}" y="${middleOf(i)}" text-anchor="end">${escapeText(label)}</text>`
  })
  const note = `${date.slice(0, 10)}, node ${node}, best of ${settings.rounds} rounds`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#1f2933">
<title>CPU per message, messages per second and memory of each server</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>
<text x="16" y="26" font-size="16" font-weight="600">wechatbot beside others, one core each</text>
${labels.join('\n')}
${panels.flatMap((panel) => bars(panel, servers)).join('\n')}
<text x="16" y="${height - 12}" fill="#62707d" font-size="12">${escapeText(note)}</text>
</svg>
`
}

function bars({ title, figure, at }, servers) {
  const most = Math.max(...servers.map(({ best }) => best[figure]))
  const rows = servers.map(({ name, best }, i) => {
    const length = Math.max(1, (best[figure] / most) * PANEL)
    const text = figure === 'cpu' ? best.cpu.toFixed(1) : String(Math.round(best[figure]))
    return (
      `<rect x="${at}" y="${TOP + i * ROW + 5}" width="${length.toFixed(1)}" height="${ROW - 10}" rx="2" fill="${colorOf(name)}"/>` +
      `<text x="${(at + length + 6).toFixed(1)}" y="${middleOf(i)}">${text}</text>`
    )
  })
  return [`<text x="${at}" y="${TOP - 8}" font-weight="600">${escapeText(title)}</text>`, ...rows]
}

function colorOf(name) {
  if (name.startsWith('wechatbot')) return '#07a35a'
  return name.startsWith('co-wechat') ? '#d9822b' : '#8a97a5'
}

function middleOf(row) {
  return TOP + row * ROW + ROW / 2 + 5
}

function escapeText(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
}
