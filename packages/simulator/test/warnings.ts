/** Warns the spec instead of the process: what stands on the terminal is the reporter's. */
export async function warningsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const warnings: string[] = []
  const { emitWarning } = process
  process.emitWarning = (warning: string | Error) => void warnings.push(String(warning))
  try {
    await work()
  } finally {
    process.emitWarning = emitWarning
  }
  return warnings
}
