/** Ports of this machine: which are free, and where somebody listens. */
import { connect } from 'node:net'

export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  // Below what the kernel gives away by itself, metrics too; runs at the same time begin elsewhere.
  for (let port = 12_000 + (process.pid % 50) * 200; ports.length < count; port += 1) {
    if (!(await isListening(port)) && !(await isListening(port + 10_000))) ports.push(port)
  }
  return ports
}

export async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  }).finally(() => socket.destroy())
}
