/** Another connection to a file of the store, as another program has one. */
import Database from 'libsql'

export function openBeside(file: string): Database.Database {
  return new Database(file)
}
