/** The two functions of a test runner: mocha and jest make them global, vitest and node:test export them. */

export interface Runner {
  readonly describe: (name: string, body: () => void) => void
  readonly it: (name: string, body: () => Promise<void> | void) => void
}

/** @throws TypeError when none is given and the code runs outside a test runner. */
export function runnerOf(given?: Runner): Runner {
  const { describe, it } = (given ?? globalThis) as Partial<Runner>
  if (describe !== undefined && it !== undefined) return { describe, it }
  throw new TypeError(
    'no describe and it; give the contract those of the test runner, which only mocha and jest make global: ' +
      '{ options, runner: { describe, it } }',
  )
}
