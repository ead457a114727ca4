/** A folder with plugins as packages, and a bot that loads them by name. */
import { createBot, createLogger } from '@wechatbot/core'
import { simulate } from '@wechatbot/simulator'
import { loadConfig } from '#src/config/load.js'
import { Folder } from '../folder.js'

/** A plugin without any import: what every shape of a package says in its own way. */
export const body = (word: string) =>
  `{ name: '${word}', setup(scope) { scope.hears('${word}', () => 'from ${word}') } }`

/** The manifest of a package that is a module. */
export const ESM = { type: 'module', exports: './index.js' }

export class PluginFolder extends Folder {
  /** Writes a package, wherever `at` says. */
  pack(
    name: string,
    manifest: object,
    files: Readonly<Record<string, string>>,
    at = `node_modules/${name}`,
  ): void {
    this.write(`${at}/package.json`, JSON.stringify({ name, version: '1.2.3', ...manifest }))
    for (const [file, text] of Object.entries(files)) this.write(`${at}/${file}`, text)
  }

  /** What the bot of a configuration with these plugins answers. */
  async ask(plugins: readonly unknown[], text: string): Promise<unknown> {
    const bots = [{ token: 'a-token', plugins }]
    const file = this.write('wechatbot.config.json', JSON.stringify({ bots }))
    const [config] = (await loadConfig({ file })).bots
    if (config === undefined) throw new Error('no bot')
    const logger = createLogger({ level: 'silent' })
    const wechat = await simulate(createBot({ ...config, logger }))
    const seen = await wechat.user('oA').says(text)
    await wechat.close()
    return seen.type === 'reply' ? seen.reply.Content : seen.type
  }
}
