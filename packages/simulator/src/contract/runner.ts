/** The two functions every test runner has: mocha, jest and vitest make them global. */

export interface Runner {
  readonly describe: (name: string, body: () => void) => void
  readonly it: (name: string, body: () => Promise<void> | void) => void
}

/** @throws TypeError outside a test runner, when none is given. */
export function runnerOf(given?: Runner): Runner {
  const { describe, it } = (given ?? globalThis) as Partial<Runner>
  if (describe !== undefined && it !== undefined) return { describe, it }
  throw new TypeError('no describe and it; call the contract in a spec, or pass { describe, it }')
}
