import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/** A server that answers OK to whatever it is asked. */
export async function startYes(): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((socket) => {
    socket.on('data', (data) => {
      const commands = data.toString().match(/^\*\d+\r$/gm)?.length ?? 1
      socket.write('+OK\r\n'.repeat(commands))
    })
    socket.on('error', () => {})
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `redis://127.0.0.1:${port}`, close: () => void server.close() }
}
