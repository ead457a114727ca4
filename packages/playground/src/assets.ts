/** The files of the page, read once. */
import { readdirSync, readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { extname } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Scripts and styles of our own only; pictures and sounds also from where a bot's replies point. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' http: https: data:; media-src 'self' http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  // Built anew by whoever works on it, and small.
  'cache-control': 'no-store',
}

export type Assets = ReadonlyMap<string, { readonly type: string; readonly bytes: Buffer }>

/** Of the package: what stands in page/, and what became of its scripts. */
export function readAssets(): Assets {
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

/** Whether there was such a file. */
export function serveAsset(assets: Assets, name: string, response: ServerResponse): boolean {
  const asset = assets.get(name === '' ? 'index.html' : name)
  if (asset === undefined) return false
  response.writeHead(200, { 'content-type': asset.type }).end(asset.bytes)
  return true
}
