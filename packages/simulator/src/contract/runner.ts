/** The two functions of a test runner: mocha, jest and vitest make them global, node:test exports them. */

export interface Runner {
  readonly describe: (name: string, body: () => void) => void
  readonly it: (name: string, body: () => Promise<void> | void) => void
}

/** @throws TypeError when none is given and the code runs outside a test runner. */
export function runnerOf(given?: Runner): Runner {
  const { describe, it } = (given ?? globalThis) as Partial<Runner>
  if (describe !== undefined && it !== undefined) return { describe, it }
  throw new TypeError(
    'no describe and it; call the contract in a spec of mocha, jest or vitest, or give it those of node:test: ' +
      '{ options, runner: { describe, it } }',
  )
}
