/** `npm run pack` and folders it does not install into. That it installs is tried by .ci/packed.mjs. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { ROOT } from './root.js'

const pack = (...args: string[]) =>
  spawnSync(process.execPath, [join(ROOT, '.ci/pack.mjs'), ...args], { encoding: 'utf8' })

describe('npm run pack', () => {
  it('wants the folder of a bot', () => {
    const { status, stderr } = pack()
    expect([status, stderr]).to.deep.equal([
      2,
      'pack: expected the folder of your bot, like: npm run pack -- ../my-bot\n',
    ])
  })

  it('leaves the clone as it is', () => {
    const inside = join(ROOT, 'examples/another')
    const { status, stderr } = pack(inside)
    expect(status).to.equal(2)
    expect(stderr).to.contain('outside of this clone').and.contain(inside)
    expect(existsSync(inside)).to.equal(false)
  })
})
