/** What `check` cuts, because a terminal shows it better in one line. */
import { expect } from 'chai'
import { Folder } from '../folder.js'
import { checkIn } from './checked.js'

describe('the lines of wechatbot check', () => {
  let folder: Folder
  beforeEach(() => {
    folder = new Folder()
  })
  afterEach(() => folder.remove())

  const check = (plugins: unknown, ...args: string[]) => checkIn(folder, plugins, ...args)

  it('put kinds with the same handlers on one line, and cut options that are long', async () => {
    folder.write(
      'all.mjs',
      `export default { name: 'all', setup(scope) {
         scope.on('event:CLICK', () => undefined); scope.on((m) => false, () => 'x') } }`,
    )
    const { stdout } = await check([['./all.mjs', { city: '深'.repeat(200) }]])
    expect(stdout).to.match(/event:CLICK +all, all \(\(function\)\)/)
    expect(stdout).to.match(/text image voice and \d+ more +all \(\(function\)\)/)
    expect(stdout).to.match(/1\. all {2}\{"city":"深{91}…\n/)
  })

  it('cut a filter that is long, and have all of it as JSON', async () => {
    const words = '会员|积分|等级|生日|优惠|礼品|兑换|升级|续费|退会'
    folder.write(
      'member.mjs',
      `export default { name: 'member', setup(scope) { scope.hears(/^(${words})$/, () => 'x') } }`,
    )
    const { stdout } = await check(['./member.mjs'])
    expect(stdout).to.match(/^ +text +member \(hears \/\^\(会员\|积分\|等级\|生日\|优惠\|礼品…\)$/m)
    const json = (await check(['./member.mjs'], '--json')).stdout
    expect(JSON.parse(json).bots[0].handlers[0].filter).to.equal(`hears /^(${words})$/`)
  })
})
