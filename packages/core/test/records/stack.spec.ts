import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { createLogger } from '#src/records/log.js'
import { userStack } from '#src/records/stack.js'
import { text } from '#src/reply/builders.js'

/** The error of `run`, and its frames as it has them and as the log has them. */
function framesOf(run: () => unknown) {
  try {
    run()
  } catch (error) {
    const lines: string[] = []
    const log = createLogger({ destination: { write: (line) => void lines.push(line) } })
    log.error({ err: error }, 'handler failed')
    const { err } = JSON.parse(lines[0] ?? '') as { err: { stack: string } }
    return { own: (error as Error).stack?.split('\n') ?? [], logged: err.stack.split('\n') }
  }
  return expect.fail('nothing was thrown')
}

describe('the stack of an error, in the log', () => {
  it('begins with the frame of its author, without ours', () => {
    function inMyHandler() {
      return text(undefined as never)
    }
    const { own, logged } = framesOf(inMyHandler)
    expect(own[1]).to.contain('bad')
    expect(logged[0]).to.equal(own[0])
    expect(logged[1]).to.contain('inMyHandler')
    expect(logged.join('\n')).not.to.match(/core\/(src|dist)\/|node:/)
  })

  it('begins there when Node has thrown', () => {
    const { own, logged } = framesOf(() => readFileSync('/none'))
    expect(own[1]).to.contain('node:fs')
    expect(logged[1]).to.contain('stack.spec')
  })

  it('is without the frames of the packages beside it, and of the command', () => {
    const packages = new URL('../../../../', import.meta.url).pathname
    const theirs = [
      '    at theirs (/home/me/wechatbot/src/bot.ts:1:1)',
      '    at theirs (/home/me/packages/cli/src/bot.ts:1:1)',
    ]
    const ours = [
      `    at ours (${packages}cli/src/open-file.ts:1:1)`,
      `    at ours (file://${packages}redis/dist/index.js:1:1)`,
      '    at ours (/home/me/node_modules/wechatbot/dist/open-file.js:1:1)',
    ]
    const stack = ['Error: x', ...ours, ...theirs].join('\n')
    expect(userStack(stack)).to.equal(['Error: x', ...theirs].join('\n'))
  })

  it('comes with a hint where Node names no path', async () => {
    const { openAsBlob } = await import('node:fs')
    const lines: string[] = []
    const log = createLogger({ destination: { write: (line) => void lines.push(line) } })
    await Promise.resolve()
      .then(() => openAsBlob('/none'))
      .catch((err: unknown) => log.error({ err }, 'handler failed'))
    expect(lines[0]).to.contain('openFile(path)')
  })

  it('stays whole where no other frame is in it', () => {
    const stack = 'Error: x\n    at a (node:fs:1:1)'
    expect(userStack(stack)).to.equal(stack)
    expect(userStack('Error: x')).to.equal('Error: x')
  })
})
