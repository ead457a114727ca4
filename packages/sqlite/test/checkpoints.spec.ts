/** What has been written is flushed later: and never again after the end. */
import { createManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Checkpoints } from '#src/checkpoints.js'
import { StoreFile } from './store-file.ts'

describe('the checkpoints of a file', () => {
  it('leave no timer when they are closed while one runs and more is written', async () => {
    const file = new StoreFile()
    await file.open().values.set('k', 1)
    const clock = createManualClock()
    const checkpoints = new Checkpoints(file.path, clock, () => true)
    // So many begin one at once.
    checkpoints.note(500)
    checkpoints.note(1)
    await checkpoints.close()
    expect(clock.pending).to.equal(0)
    await file.remove()
  })
})
