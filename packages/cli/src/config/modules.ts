/** Finds and imports the modules of a configuration: its own file if that is a program, plugins, stores. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { CliError } from '../errors.ts'
import { placeText, syntaxMistake } from '../place.ts'
import { words } from '../words/index.ts'
import { adviseOnPlace } from './full-width.ts'
import { foreignEncodingOf, readTextFile } from './text.ts'

const { config: say } = words

/**
 * jiti, which reads TypeScript. Loaded where Node is not enough: it costs a third of what a whole start may take.
 * By `require`, because Node looks through all of a CommonJS module that is imported for the names of its exports.
 */
function jitiAt(url: string) {
  const { createJiti } = createRequire(import.meta.url)('jiti') as typeof import('jiti')
  return createJiti(url, { interopDefault: true })
}

/**
 * The default export of a module, or its `module.exports`.
 * @throws CliError when it has none, and when the user has written it in GBK or UTF-16. Also throws for a syntax error,
 * with its place.
 */
export async function importDefault(path: string): Promise<unknown> {
  assertUtf8(path)
  // Stacks name the lines of the user's sources. Not set any earlier: Node reads the map of each module that it loads.
  process.setSourceMapsEnabled(true)
  const namespace = await importModule(path).catch((cause: unknown) => {
    throw syntaxOf(cause)
  })
  if (namespace !== null && typeof namespace === 'object' && 'default' in namespace) {
    const value = namespace.default as { __esModule?: unknown; default?: unknown } | null
    // A CommonJS module that was compiled from an ES module has its default export one level deeper.
    return value?.__esModule === true && 'default' in value ? value.default : value
  }
  if (/\.c[jt]s$/.test(path)) return namespace
  throw new CliError(say.noDefault(path))
}

/** Node.js and jiti would read another encoding as rubbish without a word. A package is no file of the user's. */
function assertUtf8(path: string): void {
  if (/[/\\]node_modules[/\\]/.test(path)) return
  const encoding = foreignEncodingOf(path)
  if (encoding !== undefined) throw new CliError(say.unreadable(path, say.notUtf8(encoding)))
}

async function importModule(path: string): Promise<Record<string, unknown>> {
  const withJiti = () => jitiAt(import.meta.url).import<Record<string, unknown>>(path)
  if (!isEsModule(path)) return withJiti()
  // jiti does the same with an ES module: where Node fails, it reads the module itself.
  return import(pathToFileURL(path).href).catch(withJiti)
}

/** Turns a syntax error into a CliError that names its place. Gives any other error back. */
function syntaxOf(cause: unknown): unknown {
  const { place, why = '' } = syntaxMistake(cause) ?? {}
  if (place === undefined) return cause
  const advice = existsSync(place.file) ? adviseOnPlace(readTextFile(place.file), place) : ''
  return new CliError(say.syntax(placeText(place), why) + advice, { cause })
}

/** Whether Node takes the file for an ES module. */
function isEsModule(path: string): boolean {
  if (path.endsWith('.mjs')) return true
  return path.endsWith('.js') && nearestManifest(path)?.type === 'module'
}

interface Manifest {
  readonly type?: unknown
  readonly version?: unknown
}

function nearestManifest(
  path: string,
  suits: (manifest: Manifest) => boolean = () => true,
): Manifest | undefined {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    if (!existsSync(file)) continue
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest
    if (suits(manifest)) return manifest
  }
  return undefined
}

/** The version in the nearest package.json that states one. */
export function versionOf(path: string): string | undefined {
  const hasVersion = ({ version }: Manifest) => typeof version === 'string'
  return nearestManifest(path, hasVersion)?.version as string | undefined
}

/** The path of the first module that resolves from the config file's folder. */
export function findModule(candidates: readonly string[], file: string): string | undefined {
  const require = createRequire(file)
  for (const candidate of candidates) {
    const found = findPackage(candidate, require) ?? findByImport(candidate, file)
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * The path of a package's ES module. `require` finds the same one as `import`, for only a package that has both forms
 * gives it another one, which is no ES module. Undefined where that is not certain.
 */
function findPackage(name: string, require: NodeJS.Require): string | undefined {
  if (/^[./]/.test(name)) return undefined
  try {
    const path = require.resolve(name)
    return isEsModule(path) ? path : undefined
  } catch {
    return undefined
  }
}

function findByImport(name: string, file: string): string | undefined {
  const parentURL = pathToFileURL(file).href
  // esmResolve: with the import condition, which require.resolve does not have.
  const url = jitiAt(parentURL).esmResolve(name, { parentURL, try: true })
  return url?.startsWith('file:') ? fileURLToPath(url) : undefined
}
