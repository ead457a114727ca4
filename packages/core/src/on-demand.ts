/**
 * Packages that not every process needs. `require` loads one in the middle of a function, without a promise, at its
 * first use. Koa alone is a sixth of the time of `wechatbot check`.
 */
import { createRequire } from 'node:module'
import type Koa from 'koa'
import type Router from 'koa-router'

const require = createRequire(import.meta.url)

/**
 * For a process that serves. A function that calls `bot.fetch` needs no Koa, and `check` needs it only where it has to
 * ask a bot.
 * @param onError is told what Koa would print: that a response could not be written, say.
 */
export function createKoa(onError: (err: unknown) => void): Koa {
  return new (require('koa') as typeof Koa)().on('error', onError)
}

export function createRouter(options: Router.IRouterOptions): Router {
  return new (require('koa-router') as typeof Router)(options)
}

/** Makes a value at the first call. Every later call gives the same one. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** @param from the URL of the module that needs the package. */
export function isInstalled(name: string, from: string): boolean {
  try {
    createRequire(from).resolve(name)
    return true
  } catch {
    return false
  }
}

/** The number of letters to change, add or remove: Levenshtein's distance. */
export function distance(a: string, b: string): number {
  const { distance } = require('fastest-levenshtein') as typeof import('fastest-levenshtein')
  return distance(a, b)
}

/** Whether npm takes the text for a range of versions. A tag, like `latest`, is none. */
export function isRange(text: string): boolean {
  const valid = require('semver/ranges/valid.js') as typeof import('semver/ranges/valid.js')
  return valid(text) !== null
}

/** Whether a version is in a range of npm's, prereleases included. */
export function satisfies(version: string, range: string): boolean {
  const satisfies =
    require('semver/functions/satisfies.js') as typeof import('semver/functions/satisfies.js')
  return satisfies(version, range, { includePrerelease: true })
}
