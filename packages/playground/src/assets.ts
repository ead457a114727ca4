/** The files of the page, read once. */
import { readdirSync, readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { extname } from 'node:path'
import { joinStyles, nameFiles, STYLES } from './index-page.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Scripts and styles come from this server only. Pictures and sounds may come from any server that a reply names. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' http: https: data:; media-src 'self' http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  // Not stored: a developer of the page builds it often, and it is small.
  'cache-control': 'no-store',
}

export type Assets = ReadonlyMap<string, { readonly type: string; readonly bytes: Buffer }>

/** The files of this package, with the styles joined and the scripts named by the page. */
export function readAssets(): Assets {
  const files = readFiles()
  const textOf = (name: string) => files.get(name)?.bytes.toString() ?? ''
  const html = textOf('index.html')
  const scripts = [...files.keys()].filter((name) => name.endsWith('.js'))
  const made = { [STYLES]: joinStyles(html, textOf), 'index.html': nameFiles(html, scripts) }
  for (const [name, text] of Object.entries(made)) {
    files.set(name, { type: TYPES[extname(name)] as string, bytes: Buffer.from(text) })
  }
  return files
}

/** Those in page/, and the scripts compiled from it. */
function readFiles() {
  const folders = [new URL('../page/', import.meta.url), new URL('./page/', import.meta.url)]
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => Object.hasOwn(TYPES, extname(name)))
      .map((name) => {
        const type = TYPES[extname(name)] as string
        return [name, { type, bytes: readFileSync(new URL(name, folder)) }] as const
      }),
  )
  return new Map(files)
}

/** Serves a file. Returns whether there is one of this name. */
export function serveAsset(assets: Assets, name: string, response: ServerResponse): boolean {
  const asset = assets.get(name === '' ? 'index.html' : name)
  if (asset === undefined) return false
  response.writeHead(200, { 'content-type': asset.type }).end(asset.bytes)
  return true
}
