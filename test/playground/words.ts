/** A bot that says one word, for specs of `wechatbot dev`. */
import { type Dev, startDev } from './dev.js'

export const TOKEN = 'dev-specs-token'

/** Waits until the spec writes a file of this name into the bot's folder. */
const FILE = `
import { existsSync } from 'node:fs'
const file = async (name) => {
  while (!existsSync(name)) await new Promise((done) => setTimeout(done, 20))
}`

/** Says `word` to every text, `word late` to `wait for FILE`. */
export const configOf = (word: string, more = '') => `${FILE}
const plugin = { name: 'words', setup(scope) {
  scope.hears(/^wait for (\\w+)/, async (ctx, match) => { await file(match[1]); return '${word} late' })
  scope.hears(/^type until (\\w+)/, async (ctx, match) => { await ctx.typing(); await file(match[1]); return 'typed' })
  scope.hears('crash', () => { setTimeout(() => { throw new Error('fell over') }, 5); return 'falling' })
  scope.on('text', () => '${word}')
} }
export default { bots: [{ token: '${TOKEN}', plugins: [plugin] ${more} }] }
`

/** Under `wechatbot dev`, ready. */
export async function startWords(word = 'one', args: readonly string[] = []): Promise<Dev> {
  const dev = await startDev({ 'wechatbot.config.mjs': configOf(word) }, args)
  try {
    await dev.says('ready')
    return dev
  } catch (error) {
    await dev.stop('SIGKILL')
    throw error
  }
}
