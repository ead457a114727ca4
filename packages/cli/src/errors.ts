/** A failure that was foreseen: its text is all the user needs. Exit 1. */
export class CliError extends Error {
  override readonly name = 'CliError'
}
