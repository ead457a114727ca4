/**
 * Everything a bot can answer, for looking at in the playground: `npx wechatbot dev` in this folder.
 * Every feature is a few lines; take those you need.
 */
import { definePlugin, image, music, news, stream, text } from '@wechatbot/core'
import { dialog } from '@wechatbot/plugin-dialog'
import { DEMO_TOKEN, defineConfig } from 'wechatbot'

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const TALE = [
  ...['绿茶不发酵，用八十度的水，泡两分钟。', '乌龙茶半发酵，水要滚，第一泡只洗茶。'],
  ...['红茶全发酵，加奶加糖都好。', '白茶只晒干，放得越久越甜。', '黄茶多闷一步，少了青味。'],
  ...['普洱可以放几十年，煮着喝最暖。', '花茶是绿茶窨了茉莉，窨七次的最香。'],
  ...['茶要避光、避潮、避异味。', '剩茶不过夜。', '您想先试哪一种？'],
]

/** A sentence a second, as a language model would write it. */
async function* tell() {
  for (const sentence of TALE) {
    await wait(1000)
    yield sentence
  }
}

const shop = definePlugin({
  name: 'shop',
  setup(scope) {
    scope.on('event:subscribe', () => '欢迎光临！回复「菜单」看看今天有什么，或者点下面的按钮。')
    scope.hears('菜单', () =>
      news([
        {
          title: '今日点心：桂花糯米藕',
          description: '现做现卖，下午三点前有货。',
          // The playground's own, whatever its port is. WeChat wants a whole one: https://...
          picUrl: '/playground/sample.svg',
          url: 'https://mp.weixin.qq.com/',
        },
      ]),
    )
    scope.hears('链接', () =>
      text(
        '看看<a href="https://mp.weixin.qq.com/">公众平台</a>，或者直接说：\n' +
          '<a href="weixin://bizmsgmenu?msgmenucontent=菜单&msgmenuid=1">菜单</a>　' +
          '<a data-miniprogram-appid="wx1234567890abcdef" data-miniprogram-path="pages/index">小程序</a>',
      ),
    )
    scope.hears('音乐', () =>
      music({
        title: '茉莉花',
        description: '店里正在放的',
        musicUrl: 'https://example.com/jasmine.mp3',
        thumbMediaId: 'media-id-of-a-cover',
      }),
    )
    scope.hears('图片', () => image('media-id-of-a-picture'))
    // Seven seconds: longer than WeChat waits. The reply reaches the user all the same.
    scope.hears(/^慢/, async (ctx) => {
      // 「对方正在输入…」; an account without the API cannot say so.
      await ctx.typing().catch(() => {})
      await wait(7000)
      return '久等了，这是七秒以后的回答。'
    })
    // The user reads what has been written at the deadline, and the rest afterwards.
    scope.hears('讲讲茶', () => stream(tell()))
    scope.hears('出错', () => {
      throw new Error('the till is broken')
    })
  },
})

const booking = dialog({
  name: 'booking',
  start: ['订位', 'event:CLICK BOOK'],
  cancelled: '好的，不订了',
  steps: [
    { name: 'date', ask: '哪天几点？比如「周六中午」「明天晚上7点」。', type: 'date' },
    { name: 'people', ask: '{date}，几位？', type: 'integer', min: 1, max: 20 },
    {
      name: 'seat',
      ask: '坐哪里？',
      type: 'choice',
      choices: ['大厅', '包间'],
      when: { people: { gt: 4 } },
    },
    { name: 'phone', ask: '留个手机号？', type: 'phone' },
  ],
  done: '已订 {date} {people} 位，等您来！',
})

export default defineConfig({
  bots: [
    {
      token: DEMO_TOKEN,
      errorText: '抱歉，出了点问题，请稍后再试。',
      menu: {
        button: [
          { name: '今日点心', reply: '今天有桂花糯米藕和酒酿圆子。' },
          {
            name: '关于',
            sub_button: [
              { name: '订位', type: 'click', key: 'BOOK' },
              { name: '营业时间', reply: '每天 9:00 – 21:00' },
              { name: '官网', type: 'view', url: 'https://mp.weixin.qq.com/' },
            ],
          },
        ],
      },
      plugins: [shop, booking, 'location-lookup', 'echo'],
    },
  ],
})
