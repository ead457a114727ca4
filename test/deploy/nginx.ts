/** nginx on this machine, by the nginx.conf of examples/deploy. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pause } from '../faults/sender.js'
import { textOf } from './example.js'
import { isListening } from './ports.js'

const PROGRAMS = ['nginx', 'openssl', 'curl'] as const
/** In examples/deploy/nginx.conf. */
export const PORTS = [3001, 3002, 3003, 3004] as const

/** Without these programs a spec is pending, unless WECHATBOT_REQUIRE names nginx. */
export function hasNginx(): boolean {
  const isThere = (name: string) => {
    try {
      execFileSync('sh', ['-c', `PATH=$PATH:/usr/sbin command -v ${name}`], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  }
  const missing = PROGRAMS.filter((name) => !isThere(name))
  if (missing.length === 0) return true
  if (!(process.env.WECHATBOT_REQUIRE ?? '').split(',').includes('nginx')) return false
  throw new Error(`WECHATBOT_REQUIRE names nginx, and there is no ${missing.join(', no ')}`)
}

/** nginx.conf with other ports and places, and nothing else. */
export async function startNginx(
  folder: string,
  http: number,
  https: number,
  ports: readonly number[],
): Promise<ChildProcess> {
  const place = (from: string, to: string) => (text: string) => {
    if (!text.includes(from)) throw new Error(`expected "${from}" in nginx.conf, got none`)
    return text.replaceAll(from, to)
  }
  const site = [
    place('listen 80;', `listen 127.0.0.1:${http};`),
    place('listen 443 ssl;', `listen 127.0.0.1:${https} ssl;`),
    place('/etc/letsencrypt/live/bot.example.com', folder),
    place('/var/log/nginx', folder),
    ...PORTS.map((port, i) => place(`127.0.0.1:${port} `, `127.0.0.1:${ports[i]} `)),
  ].reduce((text, change) => change(text), textOf('nginx.conf'))
  writeFileSync(join(folder, 'site.conf'), site)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const paths = temporary.map((name) => `${name}_temp_path ${name};`).join(' ')
  mkdirSync(join(folder, 'client_body'))
  writeFileSync(
    join(folder, 'nginx.conf'),
    `pid nginx.pid; daemon off; master_process off; error_log stderr crit;
events {} http { ${paths} include site.conf; }`,
  )
  const dates = ['-days', '2', '-subj', '/CN=bot.example.com']
  const files = ['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')]
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  execFileSync('openssl', ['req', '-x509', ...key, ...dates, ...files], { stdio: 'ignore' })
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }
  const args = ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr']
  const child = spawn('nginx', args, { stdio: 'inherit', env })
  await untilListening(child, http)
  return child
}

/** @throws Error when nginx has ended, or does not listen within a minute, which a busy machine may take. */
async function untilListening(nginx: ChildProcess, port: number): Promise<void> {
  const end = performance.now() + 60_000
  while (performance.now() < end) {
    if (await isListening(port)) return
    if (nginx.exitCode !== null) throw new Error(`nginx ended with ${nginx.exitCode}`)
    await pause(50)
  }
  throw new Error('expected nginx to listen within 60 s')
}
