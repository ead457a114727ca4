/** What `wechatbot check` shows of middleware, of jobs and of the warnings of a setup. */
import { expect } from 'chai'
import { Folder } from '../folder.js'
import { checkIn } from './checked.js'

describe('wechatbot check shows', () => {
  let folder: Folder
  let files = 0

  beforeEach(() => {
    folder = new Folder()
  })
  afterEach(() => folder.remove())

  const checkOf = (setup: string, ...args: string[]) => {
    // Node.js imports a file once.
    files += 1
    folder.write(`own${files}.mjs`, `export default { name: 'own', setup(scope) { ${setup} } }`)
    return checkIn(folder, [`./own${files}.mjs`], ...args)
  }

  it('the fields of a warning that its text leaves out, and not those of other lines', async () => {
    const { stdout } = await checkOf(`
      scope.record({ name: 'Orders', value: 1 })
      scope.log.warn({ url: 'http://till', tries: 3, list: ['a', 'b'], own: {} }, 'no till at http://till')
      scope.log.warn({ err: new Error('no tea') }, 'no menu')
      scope.log.warn({ tries: 3, secs: 30, ok: true, of: 1, path: '/x?(' }, 'untrue after 30 s, 1.5 of /x?(')
      scope.log.info({ rules: 3 }, 'read')`)
    const [, said = ''] = /1\. own\n([\s\S]*?)\n {2}\S/.exec(stdout) ?? []
    expect(said.split('\n').map((line) => line.slice(7))).to.deep.equal([
      'warning: metric dropped (metric: Orders, problem: expected a name of at most 64 lower-case letters, digits and _)',
      'warning: no till at http://till (tries: 3)',
      '  a',
      '  b',
      'warning: no menu (err: no tea)',
      'warning: untrue after 30 s, 1.5 of /x?( (tries: 3, ok: true, of: 1)',
      'read',
    ])
  })

  it('middleware in its order, with its phase', async () => {
    const setup = `scope.use((_, next) => next()); scope.use((_, next) => next(), { phase: 'gate' })`
    const { stdout } = await checkOf(setup)
    expect(stdout).to.contain('\n  middleware, the outermost first\n    own (phase gate), own\n')
    const { bots } = JSON.parse((await checkOf(setup, '--json')).stdout)
    expect(bots[0].middleware).to.deep.equal([
      { plugin: 'own', phase: 'gate' },
      { plugin: 'own', phase: 'around' },
    ])
    const without = await checkOf('')
    expect(without.code).to.equal(0)
    expect(without.stdout).to.contain('1. own').and.not.to.contain('middleware')
  })

  it('that jobs cannot write to users without an appSecret', async () => {
    const hint = 'no appSecret: send, notify and reachable fail in them'
    const { stdout } = await checkOf("scope.job('remind', () => {})")
    expect(stdout).to.contain(`(${hint})\n    remind`)
    const without = await checkOf('')
    expect(without.code).to.equal(0)
    expect(without.stdout).to.contain('1. own').and.not.to.contain(hint)
  })
})
