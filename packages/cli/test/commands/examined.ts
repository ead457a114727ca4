/** The command `doctor` over a bot of a spec, and what it finds there. */
import type { FakeApi } from '@wechatbot/simulator'
import { expect } from 'chai'
import type { Finding } from '#src/doctor/finding.js'
import { wechatbot } from '../call.js'
import type { Folder } from '../folder.js'

export const ACCOUNT = {
  appId: 'wx0123456789abcdef',
  appSecret: 'canarySecret0123456789abcdef0123',
}

export async function run(...args: string[]) {
  const called = await wechatbot(['doctor', ...args])
  expect(called.stdout + called.stderr).not.to.match(/canary/)
  return called
}

/** One bot, as JavaScript: what has no JSON, such as a plugin, can stand in it. */
export function configure(folder: Folder, api: FakeApi, bot = '', more = ''): string {
  return folder.write(
    'wechatbot.config.mjs',
    `export default { server: { host: '127.0.0.1', port: 0 }, ${more}
       bots: [{ token: 'doctorToken', api: { baseUrl: '${api.url}' }, ${bot} }] }`,
  )
}

export async function find(file: string, ...args: string[]) {
  const { stdout } = await run('--json', '-c', file, ...args)
  const findings = JSON.parse(stdout) as Finding[]
  /** As they are shown: `store`, `main: token`. */
  return (what: string) =>
    findings
      .filter(({ bot, check }) => what === (bot === undefined ? check : `${bot}: ${check}`))
      .map(({ verdict, text }) => `${verdict}: ${text}`)
      .join('\n')
}
