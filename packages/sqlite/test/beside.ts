/** Another connection to a file of the store, as another program has one. */
import Database from 'libsql'

export function openBeside(file: string): Database.Database {
  // The store may be writing at this moment.
  return new Database(file, { timeout: 10_000 })
}
