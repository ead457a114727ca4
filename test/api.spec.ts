/**
 * The public API of each package, as its declarations say it. A change shows here before it shows
 * at somebody's: look at the difference, then `WECHATBOT_UPDATE_API=1 npm test`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
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

/** index.d.ts, and the declarations that it takes from other files, and these from others, without comments. */
function declarations(index: string): string {
  const folder = dirname(index)
  const found = new Map<string, string>()
  const follow = (file: string): void => {
    const path = relative(folder, file).replace(/\.d\.ts$/, '')
    if (found.has(path)) return
    const text = readFileSync(file, 'utf8')
    found.set(path, clean(text))
    for (const [, name = ''] of text.matchAll(/from '(\.[^']+)\.[jt]s'/g)) {
      follow(join(dirname(file), `${name}.d.ts`))
    }
  }
  follow(index)
  const [first, ...others] = [...found].map(([path, text]) => `// ${path}\n${text}`)
  return [first, ...others.sort()].join('\n')
}

function clean(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\/\/.*$/gm, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n\s*\n+/g, '\n')
    .trimStart()
}
