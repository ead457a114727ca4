/** What each package is published with. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { ROOT } from './root.js'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly homepage: string
  readonly bugs: object
  readonly repository: { readonly type: string; readonly url: string; readonly directory?: string }
  readonly publishConfig: object
  readonly dependencies?: Readonly<Record<string, string>>
}

const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const manifestOf = (folder: string) => JSON.parse(textOf(join(folder, 'package.json'))) as Manifest

const folders = ['packages', 'plugins'].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`),
)

/** Where the source is, as the manifest of the repository says it. */
const root = manifestOf('.')
const repository = root.repository.url.replace(/^git\+|\.git$/g, '')

const OWN = /^(@wechatbot\/.*|wechatbot)$/

describe('the manifests', () => {
  it('are those of all packages', () => {
    expect(folders).to.include('packages/core').and.include('plugins/keyword')
    expect(repository).to.match(/^https:\/\/github\.com\/[\w-]+\/wechatbot$/)
  })

  for (const folder of folders) {
    const manifest = manifestOf(folder)

    it(`of ${folder} says where its source is, and that everybody may have it`, () => {
      expect(manifest).to.deep.include({
        license: 'MIT',
        homepage: `${repository}/tree/main/${folder}#readme`,
        bugs: { url: `${repository}/issues` },
        repository: { type: 'git', url: root.repository.url, directory: folder },
        publishConfig: { access: 'public' },
      })
    })

    // npm packs LICENSE from the folder of the package only, and `npm run pack` runs no scripts.
    it(`of ${folder} stands beside the licence of all`, () => {
      expect(textOf(`${folder}/LICENSE`)).to.equal(textOf('LICENSE'))
    })

    // An exact version would keep a mend of a dependency from everybody who has this package.
    it(`of ${folder} takes later versions of dependencies, and its own version of the rest`, () => {
      for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
        if (OWN.test(name)) expect(range, name).to.equal(manifest.version)
        else expect(range, name).to.match(/^\^\d/)
      }
    })
  }

  it('pin what builds and tests: the lock file and the manifest of the repository', () => {
    const { devDependencies } = JSON.parse(textOf('package.json')) as {
      devDependencies: Readonly<Record<string, string>>
    }
    for (const [name, version] of Object.entries(devDependencies)) {
      expect(version, name).to.match(/^\d/)
    }
  })

  // Its packages do not say so themselves: npm would install both, ten megabytes each.
  it('say in the lock file which C library each build of libsql is for', () => {
    const { packages } = JSON.parse(textOf('package-lock.json')) as {
      packages: Readonly<Record<string, { readonly libc?: readonly string[] }>>
    }
    const builds = Object.entries(packages).filter(([name]) => name.includes('@libsql/linux-'))
    expect(builds.length).to.be.above(1)
    for (const [name, { libc }] of builds) {
      expect(libc, name).to.deep.equal([name.includes('musl') ? 'musl' : 'glibc'])
    }
  })
})
