/**
 * Packages that most processes never need. `require` loads one in the middle of a function, without a promise, at
 * its first use. Together they would take a tenth of the time until a bot is ready.
 */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

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

/** Whether a version is in a range of npm's, prereleases included. */
export function satisfies(version: string, range: string): boolean {
  const satisfies =
    require('semver/functions/satisfies.js') as typeof import('semver/functions/satisfies.js')
  return satisfies(version, range, { includePrerelease: true })
}
