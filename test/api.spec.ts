/**
 * The public API of each package, as its declarations say it. A change shows here before it shows
 * at somebody's: look at the difference, then `WECHATBOT_UPDATE_API=1 npm test`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { ROOT } from './root.js'

const packages = ['packages', 'plugins'].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`),
)

describe('the public API', () => {
  for (const folder of packages) {
    it(`of ${folder} is the one on record`, () => {
      const snapshot = join(ROOT, 'test/fixtures/api', `${folder.replace('/', '-')}.d.ts.txt`)
      const api = declarations(join(ROOT, folder, 'dist/index.d.ts'))
      if (process.env.WECHATBOT_UPDATE_API) writeFileSync(snapshot, api)
      expect(existsSync(snapshot), `${snapshot} is missing`).to.equal(true)
      expect(api).to.equal(readFileSync(snapshot, 'utf8'))
    })
  }
})

/** index.d.ts, and the declarations it takes from its neighbours, without comments. */
function declarations(index: string): string {
  const text = readFileSync(index, 'utf8')
  const neighbours = [...text.matchAll(/from '(\.[^']+)\.ts'/g)].map((match) => match[1] ?? '')
  const parts = [...new Set(neighbours)].sort().map((path) => {
    const file = join(index, '..', `${path}.d.ts`)
    return `// ${path}\n${clean(readFileSync(file, 'utf8'))}`
  })
  return [`// index\n${clean(text)}`, ...parts].join('\n')
}

function clean(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\/\/.*$/gm, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n\s*\n+/g, '\n')
    .trimStart()
}
