/** What an installation weighs. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface Weight {
  /** Packages that npm has installed. */
  readonly packages: number
  /** Megabytes (2^20 bytes) in its files, as npm counts the size of a package. */
  readonly content: number
  /** Megabytes that they take on a disk with blocks of 4 kB, which nearly all are. */
  readonly megabytes: number
}

const BLOCK = 4096

/** @param without packages that are not counted. */
export function weightOf(folder: string, without: RegExp = /^$/): Weight {
  const modules = join(folder, 'node_modules')
  const { packages } = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, unknown>>
  }
  const isCounted = (path: string) => !without.test(path.replace(/^node_modules\//, ''))
  const sizes = readdirSync(modules, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => isCounted(file.slice(modules.length + 1)))
    .map((file) => statSync(file).size)
  const megabytes = (bytes: (size: number) => number) =>
    sizes.reduce((sum, size) => sum + bytes(size), 0) / 2 ** 20
  return {
    packages: Object.keys(packages).filter(isCounted).length,
    content: megabytes((size) => size),
    megabytes: megabytes((size) => Math.ceil(size / BLOCK) * BLOCK),
  }
}

/** Packs packages of the repository and installs them in a folder, as `npm install wechatbot` does. */
export function installPacked(root: string, packages: readonly string[], folder: string): void {
  const npm = (args: readonly string[], cwd: string) =>
    execFileSync('npm', [...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const from = packages.map((name) => `./packages/${name}`)
  npm(['pack', '--ignore-scripts', '--pack-destination', folder, ...from], root)
  npm(['init', '--yes'], folder)
  const tarballs = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
  npm(['install', '--no-audit', '--no-fund', ...tarballs.map((name) => `./${name}`)], folder)
}
