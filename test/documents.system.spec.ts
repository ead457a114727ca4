/** The code in the documents, as the compiler sees it. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { blocks, documents } from './documents.js'
import { ROOT } from './root.js'

describe('the documents', () => {
  it('have code that compiles, and so do the configurations', () => {
    const folder = join(ROOT, 'node_modules/.cache/wechatbot-documents')
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    const files = documents.flatMap((document) =>
      blocks(document, 'ts').map((code, i) => {
        const name = `${document.replaceAll('/', '-')}-${i}.ts`
        writeFileSync(join(folder, name), code)
        return name
      }),
    )
    expect(files.length).to.be.above(2)
    const configs = ['.', ...readdirSync(join(ROOT, 'examples')).map((name) => `examples/${name}`)]
    files.push(...configs.map((place) => join(ROOT, place, 'wechatbot.config.ts')))
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: join(ROOT, 'tsconfig.json'),
        compilerOptions: {
          composite: false,
          declarationMap: false,
          noEmit: true,
          allowImportingTsExtensions: true,
          types: ['node', 'mocha'],
        },
        files,
      }),
    )
    const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')))
    try {
      execFileSync(process.execPath, [join(tsc, 'bin/tsc'), '-p', folder], { encoding: 'utf8' })
    } catch (error) {
      expect.fail(String((error as { stdout: unknown }).stdout))
    }
  })
})
