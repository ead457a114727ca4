/** What a run has come to, in Markdown: per file, and each mutant that no spec noticed. */

const COLUMNS = ['Killed', 'Timeout', 'Survived', 'NoCoverage']
const SOURCES = 'packages/core/src/'

/** Those that could be noticed: not the mutators that are off, nor what does not load at all. */
const countedOf = ({ mutants }) => mutants.filter(({ status }) => COLUMNS.includes(status))

const isNoticed = ({ status }) => status === 'Killed' || status === 'Timeout'

const row = (cells) => `| ${cells.join(' | ')} |`

function counts(name, mutants) {
  const numbers = COLUMNS.map((column) => mutants.filter(({ status }) => status === column).length)
  const share = (100 * mutants.filter(isNoticed).length) / mutants.length
  return row([name, ...numbers, `${share.toFixed(1)} %`])
}

/** @param files of a report in the schema of mutation-testing-report-schema. */
export function tableOf(files) {
  const byName = Object.entries(files).sort(([one], [other]) => (one < other ? -1 : 1))
  return [
    row(['file', 'killed', 'timeout', 'survived', 'no coverage', 'noticed']),
    row(['---', ...COLUMNS.map(() => '--:'), '--:']),
    ...byName.map(([name, file]) => counts(name.replace(SOURCES, ''), countedOf(file))),
    counts('all', Object.values(files).flatMap(countedOf)),
  ].join('\n')
}

/** Two lines each: the place and its line; what of it was changed, and to what. */
export function survivorsOf(files) {
  const survivors = Object.entries(files).flatMap(([name, file]) => {
    const left = countedOf(file).filter((mutant) => !isNoticed(mutant))
    return left.map(({ location, replacement }) => {
      const { line, column } = location.start
      const place = `${name.replace(SOURCES, '')}:${line}:${column}`
      const code = file.source.split('\n')[line - 1].trim()
      return `${place}  ${code}\n  ${oneLine(textAt(file.source, location))} => ${oneLine(replacement)}\n`
    })
  })
  return survivors.sort().join('')
}

function textAt(source, { start, end }) {
  const lines = source.split('\n').slice(start.line - 1, end.line)
  lines.push(lines.pop().slice(0, end.column - 1))
  return lines.join('\n').slice(start.column - 1)
}

const oneLine = (text) => text.replace(/\s+/g, ' ')
