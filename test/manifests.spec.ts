/** What each package is published with. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { ROOT } from './root.js'

const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8')

const folders = ['packages', 'plugins'].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`),
)

describe('the manifests', () => {
  it('are those of all packages', () => {
    expect(folders).to.include('packages/core').and.include('plugins/keyword')
  })

  for (const folder of folders) {
    const manifest = () => JSON.parse(textOf(`${folder}/package.json`)) as Record<string, unknown>

    it(`of ${folder} says where its source is, and that everybody may have it`, () => {
      expect(manifest().license).to.equal('MIT')
      expect(manifest().publishConfig).to.deep.equal({ access: 'public' })
      expect(manifest().repository).to.deep.equal({
        type: 'git',
        url: 'git+https://github.com/OWNER/wechatbot.git',
        directory: folder,
      })
    })

    // npm packs LICENSE from the folder of the package only, and `npm run pack` runs no scripts.
    it(`of ${folder} stands beside the licence of all`, () => {
      expect(textOf(`${folder}/LICENSE`)).to.equal(textOf('LICENSE'))
    })
  }
})
