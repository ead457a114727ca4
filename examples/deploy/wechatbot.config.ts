/** One of several instances behind nginx. See docs/deploy.md. */
import { readFileSync } from 'node:fs'
import { DEMO_TOKEN, defineConfig } from 'wechatbot'

// The folder of the secrets, a file each: systemd and compose.yaml say where. Unset on your own machine.
const { CREDENTIALS_DIRECTORY: folder, PORT = '3000', HOST = '127.0.0.1' } = process.env
const { REDIS = '127.0.0.1:6379' } = process.env
// Editors end a file with a line break, which is no part of the secret.
const secret = (name: string) => readFileSync(`${folder}/${name}`, 'utf8').trim()

export default defineConfig({
  server: {
    port: Number(PORT),
    host: HOST,
    metrics: { port: 10_000 + Number(PORT), host: HOST },
    // nginx on this machine, also as a container sees it. Whose X-Forwarded-For `allowFrom` believes.
    trustedProxies: ['127.0.0.1', '172.16.0.0/12'],
  },
  store: folder ? `redis://:${encodeURIComponent(secret('redis'))}@${REDIS}` : 'memory:',
  bots: [
    {
      token: folder ? secret('token') : DEMO_TOKEN,
      // appId: 'wx...', appSecret: secret('app-secret'), encodingAESKey: secret('aes-key'),
      plugins: ['echo'],
    },
  ],
})
