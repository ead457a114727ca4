import { DEMO_TOKEN, defineConfig } from 'wechatbot'

// While you write it, load the plugin by its path; when it is installed, by its name: 'fortune'.
export default defineConfig({
  bots: [{ token: DEMO_TOKEN, plugins: [['./src/index.ts', { fortunes: ['大吉', '小吉'] }]] }],
})
