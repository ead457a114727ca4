import { DEMO_TOKEN, defineConfig } from 'wechatbot'

// Tries the plugin by its path. A bot that has installed its package writes 'fortune'.
export default defineConfig({
  bots: [{ token: DEMO_TOKEN, plugins: [['./src/index.ts', { fortunes: ['大吉', '小吉'] }]] }],
})
