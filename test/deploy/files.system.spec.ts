/** The files of examples/deploy: what they say fits together, and docs/deploy.md explains it. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { parse } from 'yaml'
import { ROOT } from '../root.js'
import { textOf, unitValues } from './example.js'

/** From the signal to stop to the end, at most: server.graceMs by default, and a second for the rest. */
const ENDED_SECONDS = 11

describe('the files of examples/deploy', () => {
  const seconds = (text: string | undefined) => Number(/^(\d+)s?$/.exec(text ?? '')?.[1])

  it('give an instance the time it takes to end', () => {
    const compose = parse(textOf('compose.yaml'), { merge: true })
    const bots = Object.entries<Record<string, unknown>>(compose.services).filter(([name]) =>
      name.startsWith('bot'),
    )
    expect(bots.map(([, { ports }]) => ports)).to.deep.equal(
      [3001, 3002, 3003, 3004].map((port) => [`127.0.0.1:${port}:3000`]),
    )
    for (const [, bot] of bots)
      expect(seconds(bot.stop_grace_period as string)).to.be.above(ENDED_SECONDS)
    expect(seconds(unitValues('TimeoutStopSec')[0])).to.be.above(ENDED_SECONDS)
  })

  it('hold every line that docs/deploy.md explains, in both languages', () => {
    const nginx = textOf('nginx.conf')
    for (const name of ['deploy.md', 'deploy.zh-CN.md']) {
      const document = readFileSync(join(ROOT, 'docs', name), 'utf8')
      const [, table = ''] = document.split('## nginx\n')
      const explained = [...(table.split('\n## ')[0] ?? '').matchAll(/^\| (`[^|]+`) \|/gm)]
        .flatMap((match) => (match[1] ?? '').split(', '))
        .map((code) => code.replaceAll('`', ''))
      expect(explained).to.have.length.above(8)
      expect(explained.filter((code) => !nginx.includes(code))).to.deep.equal([])
    }
  })

  it('name the secrets that the configuration reads, and no other', () => {
    const read = [...textOf('wechatbot.config.ts').matchAll(/^(?!\s*\/\/).*secret\('([\w-]+)'\)/gm)]
    const names = read.map((match) => match[1]).sort()
    const loaded = unitValues('LoadCredential').map((value) => value.split(':')[0])
    expect(loaded.sort()).to.deep.equal(names)
    const compose = parse(textOf('compose.yaml'), { merge: true })
    expect(Object.keys(compose.secrets).sort()).to.deep.equal(names)
  })

  it('make an image of all that a configuration may name, without secrets and databases', () => {
    const copied = [...textOf('Dockerfile').matchAll(/^(?:COPY|RUN) .*$/gm)].map(([line]) => line)
    // Behind the packages, which are made anew only when the lock file changes.
    expect(copied.at(-1)).to.equal('COPY . ./')
    expect(copied.at(-2)).to.match(/^RUN npm ci /)
    const secrets = Object.values<{ file: string }>(parse(textOf('compose.yaml')).secrets)
    const ignored = textOf('.dockerignore').split('\n')
    for (const { file } of secrets) expect(file).to.match(/^\.\/secrets\//)
    expect(ignored).to.include.members([
      'secrets',
      '.git',
      '**/node_modules',
      '**/.env',
      '**/*.db*',
    ])
  })

  it('check the health of a container by a command that runs', () => {
    const [, json = '[]'] = /HEALTHCHECK[^[]*CMD (\[.*\])/.exec(textOf('Dockerfile')) ?? []
    const [program = '', ...args] = JSON.parse(json) as string[]
    const script = (args.at(-1) ?? '').replace('3000', '1')
    // Nothing answers there.
    expect(() => execFileSync(program, ['-e', script], { stdio: 'ignore' })).to.throw(
      'Command failed',
    )
  })
})
