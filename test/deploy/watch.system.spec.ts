/** The unit of examples/deploy that looks for instances that hang, with a systemctl that writes down what it is told. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { expect } from 'chai'
import { Folder } from '#cli-test/folder.js'
import { textOf } from './example.js'
import { freePorts } from './ports.js'

describe('the watch of examples/deploy', () => {
  let folder: Folder

  beforeEach(() => {
    folder = new Folder()
  })
  afterEach(() => folder.remove())

  /** The command, as systemd gives it to the shell, for these ports. */
  const commandFor = (ports: readonly number[]) => {
    const [, command = ''] =
      /^ExecStart=\/bin\/sh -c '([^']+)'$/m.exec(textOf('wechatbot-watch.service')) ?? []
    const plain = command.replaceAll('$$', '$').replaceAll('\\\n', ' ')
    expect(plain).to.contain('3001 3002 3003 3004')
    return plain.replace('3001 3002 3003 3004', ports.join(' '))
  }

  it('restarts an instance that runs and does not answer, and no other', async () => {
    const server = createServer((request, response) => {
      response.statusCode = request.url === '/live' ? 200 : 404
      response.end()
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port: answering } = server.address() as AddressInfo
    const [hanging, starting] = (await freePorts(2)) as [number, number]
    const systemctl = folder.write(
      'bin/systemctl',
      `#!/bin/sh
[ "$1" = is-active ] && { [ "$3" != wechatbot@${starting} ]; exit; }
echo "$@" >> told
`,
    )
    chmodSync(systemctl, 0o755)
    const PATH = [join(folder.path, 'bin'), process.env.PATH].join(delimiter)
    const options = { cwd: folder.path, env: { ...process.env, PATH } }
    await once(
      spawn('/bin/sh', ['-c', commandFor([answering, hanging, starting])], options),
      'close',
    )
    server.close()
    expect(readFileSync(join(folder.path, 'told'), 'utf8')).to.equal(
      `restart --no-block wechatbot@${hanging}\n`,
    )
  })
})
