import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect } from 'chai'

const LEVELS = ['province', 'city', 'district'] as const
type Figures = Record<(typeof LEVELS)[number] | 'places', number>

const root = new URL('../../', import.meta.url)
const readText = (name: string) => readFileSync(new URL(name, root), 'utf8')

describe('the evaluation', () => {
  const script = new URL('scripts/evaluate.mjs', root).pathname
  const output = execFileSync(process.execPath, [script, '--json'], { encoding: 'utf8' })
  const { figures, misses } = JSON.parse(output) as {
    figures: Record<'all' | 'near', Figures>
    misses: readonly { readonly name: string }[]
  }

  it('has 200 places, 40 or more of them within 3 km of another district', () => {
    expect(figures.all.places).to.equal(200)
    expect(figures.near.places).to.be.at.least(40)
  })

  for (const name of ['README.md', 'README.zh-CN.md']) {
    it(`does not fall below what ${name} says, and names what it names`, () => {
      const text = readText(name)
      for (const group of ['all', 'near'] as const) {
        // all: 200 places; right: province 200 (100.0 %), city ...
        const line = new RegExp(`^${group}: (\\d+) places; right: (.*)$`, 'm').exec(text)
        expect(Number(line?.[1]), `places of ${group} in ${name}`).to.equal(figures[group].places)
        for (const level of LEVELS) {
          const said = Number(new RegExp(`${level} (\\d+) `).exec(line?.[2] ?? '')?.[1])
          expect(said, `${level} of ${group} in ${name}`).to.be.above(0)
          expect(figures[group][level], `${level} of ${group}`).to.be.at.least(said)
        }
      }
      for (const miss of misses) expect(text, name).to.contain(`miss: ${miss.name}`)
    })
  }
})
