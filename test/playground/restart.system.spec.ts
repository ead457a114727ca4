import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Dev, startDev, until } from './dev.js'
import { configOf, startWords, TOKEN } from './words.js'

describe('wechatbot dev, when its bots start anew', () => {
  let dev: Dev
  afterEach(() => dev?.stop('SIGKILL'))

  it('starts anew when the config file or a plugin beside it changes', async () => {
    dev = await startDev({
      'wechatbot.config.mjs': `import word from './word.mjs'\n${configOf('X').replaceAll("'X'", 'word')}`,
      'word.mjs': "export default 'one'",
    })
    await dev.says('ready')
    expect(await dev.textTo('hello')).to.equal('one')
    const before = dev.output().length
    dev.write('word.mjs', "export default 'two'")
    await dev.says('starting (word.mjs)', before)
    await dev.says('ready', before)
    expect(await dev.textTo('hello')).to.equal('two')
  })

  it('watches a plugin that stands elsewhere, and leaves files that are no code alone', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'wechatbot-plugin-'))
    const plugin = (word: string) =>
      `export default { name: 'far', setup: (scope) => scope.hears('far', () => '${word}') }`
    writeFileSync(join(elsewhere, 'package.json'), '{ "name": "far", "type": "module" }')
    writeFileSync(join(elsewhere, 'index.js'), plugin('one'))
    const named = configOf('one').replace('[plugin]', `['${elsewhere}/index.js', plugin]`)
    dev = await startDev({ 'wechatbot.config.mjs': named, 'rules.csv': 'a,b' })
    await dev.says('ready')
    expect(await dev.textTo('far')).to.equal('one')
    const before = dev.output().length
    dev.write('rules.csv', 'a,c')
    writeFileSync(join(elsewhere, 'index.js'), plugin('two'))
    await dev.says('ready', before)
    expect(dev.output().slice(before)).to.not.include('rules.csv')
    expect(await dev.textTo('far')).to.equal('two')
    rmSync(elsewhere, { recursive: true })
  })

  it('waits out a config that does not load, with the bots before it still there', async () => {
    dev = await startWords()
    let before = dev.output().length
    dev.write('wechatbot.config.mjs', 'export default { bots: [{ tokne: 1 }] }')
    await dev.says('still run', before)
    expect(dev.output().slice(before)).to.include('failed').and.to.include('tokne')
    expect((await dev.snapshot()).state.type).to.equal('failed')
    expect(await dev.textTo('hello')).to.equal('one')
    before = dev.output().length
    dev.write('wechatbot.config.mjs', configOf('two'))
    await dev.says('ready', before)
    expect(await dev.textTo('hello')).to.equal('two')
  })

  it('tries again when the rules are repaired, with and without bots before it', async () => {
    const broken = '关键词,回复\n"hello,one\n'
    const plugins = "[['keyword', { rules: [], file: './rules.csv' }]]"
    const config = `export default { bots: [{ token: '${TOKEN}', plugins: ${plugins} }] }`
    dev = await startDev({ 'wechatbot.config.mjs': config, 'rules.csv': broken })
    await dev.says('no bot is running')
    dev.write('rules.csv', '关键词,回复\nhello,one\n')
    await dev.says('starting (rules.csv)')
    await dev.says('ready')
    expect(await dev.textTo('hello')).to.equal('one')
    let before = dev.output().length
    dev.write('rules.csv', broken)
    await dev.says('rules.csv:2', before)
    dev.write('wechatbot.config.mjs', `${config}\n`)
    await dev.says('still run', before)
    expect(dev.output().slice(before)).to.not.include('starting (rules.csv)')
    before = dev.output().length
    dev.write('rules.csv', '关键词,回复\nhello,two\n')
    await dev.says('starting (rules.csv)', before)
    await dev.says('ready', before)
    expect(await dev.textTo('hello')).to.equal('two')
  })

  it('starts without a config that loads, too, and says where it looked', async () => {
    dev = await startDev({ 'wechatbot.config.mjs': 'syntax error here' })
    await dev.says('no bot is running')
    dev.write('wechatbot.config.mjs', configOf('mended'))
    await dev.says('ready')
    expect(await dev.textTo('hello')).to.equal('mended')
  })

  it('loses no message in flight: what the old process has begun, it answers, retries and all', async () => {
    dev = await startWords('old')
    let before = dev.output().length
    // The new process has loaded, and waits: its start takes none of WeChat's fifteen seconds.
    const gate = "console.error('at the gate')\nawait file('begin')\n"
    dev.write(
      'wechatbot.config.mjs',
      configOf('new').replace('const plugin', `${gate}const plugin`),
    )
    await dev.says('at the gate', before)
    const { id } = await dev.send({ fields: { Content: 'wait for release' } })
    const statesOf = async () =>
      (await dev.exchangeOf(id))?.attempts.map(({ state }) => state) ?? []
    await until(
      async () => (await statesOf())[0] === 'run',
      () => 'never began',
    )
    before = dev.output().length
    dev.write('begin', '')
    await dev.says('ready', before)
    // New messages are for the new one at once.
    expect(await dev.textTo('hello')).to.equal('new')
    await until(
      async () => (await statesOf())[1] === 'joined',
      () => 'no retry joined',
    )
    dev.write('release', '')
    await until(
      async () => (await dev.exchangeOf(id))?.seen !== undefined,
      () => dev.output(),
    )
    const exchange = await dev.exchangeOf(id)
    expect(exchange?.seen?.reply?.Content).to.equal('old late')
    expect(exchange?.handlers).to.have.length(1)
  })

  it('forgets nothing: what users have said, what waits for them, and what is to be done', async () => {
    const plugin = (word: string) => `{ name: 'shop', setup(scope) {
      const cart = scope.session({ name: 'cart', initial: () => [] })
      scope.hears(/^buy (.+)/, async (ctx, [, item]) =>
        (await cart.update(ctx, (items) => [...items, item])).join())
      const remind = scope.job('remind', () => console.error('${word} reminds'))
      scope.hears('remind', async () => { await remind.at(60_000, null); return 'ok' })
      scope.hears('now', async () => { await remind.at(0, null); return '${word}' })
    } }`
    const config = (word: string) =>
      `export default { bots: [{ token: '${TOKEN}', plugins: [${plugin(word)}] }] }`
    dev = await startDev({ 'wechatbot.config.mjs': config('one') })
    await dev.says('ready')
    expect(await dev.textTo('buy tea')).to.equal('tea')
    expect(await dev.textTo('remind')).to.equal('ok')
    const before = dev.output().length
    dev.write('wechatbot.config.mjs', config('two'))
    await dev.says('ready', before)
    expect(await dev.textTo('buy milk')).to.equal('tea,milk')
    expect(await dev.textTo('now')).to.equal('two')
    await dev.says(/(one|two) reminds/, before)
  })

  it('says when a start does not end, and waits that out, too', async () => {
    const setup = 'setup: () => new Promise(() => setInterval(() => {}, 1000))'
    const stuck = `export default { bots: [{ token: '${TOKEN}', plugins: [{ name: 'p', ${setup} }] }] }`
    dev = await startDev({ 'wechatbot.config.mjs': stuck })
    await dev.says('still starting')
    expect((await dev.snapshot()).state).to.include({ type: 'starting', isSlow: true })
    dev.write('wechatbot.config.mjs', configOf('mended'))
    await dev.says('ready')
    expect(await dev.textTo('hello')).to.equal('mended')
  })

  it('starts crashed bots again', async () => {
    dev = await startWords()
    const before = dev.output().length
    await dev.send({ fields: { Content: 'crash' } })
    await dev.says('the process ended with', before)
    await dev.says('ready', before)
    expect(await dev.textTo('hello')).to.equal('one')
  })
})
