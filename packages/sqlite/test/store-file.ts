/** A file and the stores over it, by one manual clock: closed and removed at the end of a spec. */
import type { Store } from '@wechatbot/core'
import { createManualClock } from '@wechatbot/simulator'
import { createSqliteStore } from '#src/index.js'
import { Folder } from './folder.ts'

export class StoreFile {
  readonly clock = createManualClock()
  readonly folder = new Folder()
  readonly path = this.folder.newFile()
  readonly #stores: Store[] = []

  /** One more store, as one more process has it. */
  open(): Store {
    const store = createSqliteStore({ file: this.path, clock: this.clock })
    this.#stores.push(store)
    return store
  }

  async closeStores(): Promise<void> {
    for (const store of this.#stores.splice(0)) await store.close()
  }

  async remove(): Promise<void> {
    await this.closeStores()
    this.folder.remove()
  }
}
