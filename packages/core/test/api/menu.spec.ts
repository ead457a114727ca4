import { expect } from 'chai'
import { type Menu, menuReplies, toWechatMenu } from '#src/api/menu.js'
import { menuProblems } from '#src/api/menu-problems.js'

const paths = (menu: unknown) => menuProblems(menu, ['menu']).map(({ path }) => path)
const one = (button: object) => ({ button: [button] })

describe('a menu', () => {
  it('may have every type of button with what it needs', () => {
    const buttons = [
      { type: 'click', key: 'k' },
      { type: 'view', url: 'https://example.com' },
      { type: 'miniprogram', url: 'https://example.com', appid: 'wx1', pagepath: 'p' },
      { type: 'scancode_push', key: 'k' },
      { type: 'scancode_waitmsg', key: 'k' },
      { type: 'pic_sysphoto', key: 'k' },
      { type: 'pic_photo_or_album', key: 'k' },
      { type: 'pic_weixin', key: 'k' },
      { type: 'location_select', key: 'k' },
      { type: 'media_id', media_id: 'm' },
      { type: 'view_limited', media_id: 'm' },
      { type: 'article_id', article_id: 'a' },
      { type: 'article_view_limited', article_id: 'a' },
    ]
    for (const button of buttons) expect(paths(one({ name: '名', ...button }))).to.deep.equal([])
  })

  for (const [what, menu, path] of [
    ['nothing', undefined, 'menu'],
    ['no button', { button: [] }, 'menu.button'],
    ['four buttons', { button: Array(4).fill({ name: 'a', reply: 'b' }) }, 'menu.button'],
    ['a name of 17 bytes', one({ name: 'a'.repeat(17), reply: 'b' }), 'menu.button[0].name'],
    ['a name of six characters', one({ name: '六个字的名字', reply: 'b' }), 'menu.button[0].name'],
    ['a click without a key', one({ name: 'a', type: 'click' }), 'menu.button[0].key'],
    ['a view without a URL', one({ name: 'a', type: 'view' }), 'menu.button[0].url'],
    ['a long key', one({ name: 'a', type: 'click', key: 'k'.repeat(129) }), 'menu.button[0].key'],
    ['an unknown type', one({ name: 'a', type: 'clik', key: 'k' }), 'menu.button[0].type'],
    ['an unknown field', one({ name: 'a', reply: 'b', ulr: 'x' }), 'menu.button[0].ulr'],
    ['a reply on a view', one({ name: 'a', type: 'view', reply: 'b' }), 'menu.button[0].type'],
    ['a reply that is none', one({ name: 'a', reply: { type: 'imge' } }), 'menu.button[0].reply'],
    [
      'six sub buttons',
      one({ name: 'a', sub_button: Array(6).fill({ name: 'a', reply: 'b' }) }),
      'menu.button[0].sub_button',
    ],
    [
      'sub buttons of sub buttons',
      one({ name: 'a', sub_button: [{ name: 'b', sub_button: [{ name: 'c', reply: 'd' }] }] }),
      'menu.button[0].sub_button[0].sub_button',
    ],
    [
      'a long sub name',
      one({ name: 'a', sub_button: [{ name: 'b'.repeat(61), reply: 'd' }] }),
      'menu.button[0].sub_button[0].name',
    ],
  ] as const) {
    it(`may not have ${what}`, () => {
      expect(paths(menu)).to.include(path)
    })
  }

  it('may be what WeChat answers to menu/get', () => {
    const leaf = (name: string) => ({ type: 'click', name, key: `K_${name}`, sub_button: [] })
    const given = {
      button: [leaf('歌曲'), { name: '菜单', sub_button: [leaf('赞')] }],
      menuid: 208396938,
    }
    for (const written of [given, { menu: given }]) {
      expect(menuProblems(written, ['menu'])).to.deep.equal([])
      expect(toWechatMenu(written)).to.deep.equal({
        button: [
          { name: '歌曲', type: 'click', key: 'K_歌曲' },
          { name: '菜单', sub_button: [{ name: '赞', type: 'click', key: 'K_赞' }] },
        ],
      })
    }
  })

  const shop = { name: 'a', reply: 'b' }
  for (const [what, menu, path, says] of [
    [
      'a matchrule',
      { ...one(shop), matchrule: { tag_id: '2' } },
      'menu.matchrule',
      'addconditional',
    ],
    [
      'personalised menus',
      { menu: one(shop), conditionalmenu: [] },
      'menu.conditionalmenu',
      'addc',
    ],
    ['a key that is none', { ...one(shop), buttons: [] }, 'menu.buttons', 'did you mean "button"?'],
    [
      'a URL without https',
      one({ name: 'a', type: 'view', url: 'example.com' }),
      'menu.button[0].url',
      'https://',
    ],
    [
      'a URL of a script',
      one({ name: 'a', type: 'view', url: 'javascript:x' }),
      'menu.button[0].url',
      'https://',
    ],
    [
      'an escaped URL',
      one({ name: 'a', type: 'view', url: 'https://a.cn/?a=1&amp;b=2' }),
      'menu.button[0].url',
      '&amp;',
    ],
    [
      'a mini program without https',
      one({ name: 'a', type: 'miniprogram', url: 'x', appid: 'w', pagepath: 'p' }),
      'menu.button[0].url',
      'https://',
    ],
    [
      'a reply above sub buttons',
      one({ name: 'a', reply: 'x', sub_button: [shop] }),
      'menu.button[0].reply',
      'no reply beside sub buttons',
    ],
    [
      'a URL beside a reply',
      one({ ...shop, url: 'https://a.cn' }),
      'menu.button[0].url',
      'no url beside a reply',
    ],
    [
      'sub buttons that are no list',
      one({ ...shop, sub_button: {} }),
      'menu.button[0].sub_button',
      'a list',
    ],
    [
      'a name twice',
      { button: [shop, { name: 'a', reply: 'c' }] },
      'menu.button[1].key',
      'menu.button[0]',
    ],
    [
      'a key with two replies',
      {
        button: [
          { ...shop, key: 'K' },
          { name: 'b', sub_button: [{ name: 'c', key: 'K', reply: 'd' }] },
        ],
      },
      'menu.button[1].sub_button[0].key',
      '"K"',
    ],
    [
      'a type with a slip',
      one({ name: 'a', type: 'viwe', url: 'https://a.cn' }),
      'menu.button[0].type',
      'did you mean "view"?',
    ],
  ] as const) {
    it(`may not have ${what}, and says so`, () => {
      const [problem, ...others] = menuProblems(menu, ['menu'])
      expect(others).to.deep.equal([])
      expect(problem?.path).to.equal(path)
      expect(`${problem?.expected} ${problem?.got}`).to.contain(says)
    })
  }

  it('has all its problems said at once, in words', () => {
    const subs = Array.from({ length: 6 }, (_, i) => ({ name: `s${i}`, reply: 'x' }))
    const button = [
      { name: '菜单名字太长了', reply: '好' },
      { name: 'b', sub_button: [...subs.slice(1), { name: 's0' }] },
      { name: 'c', type: ['view'] },
      { name: 'd', reply: { type: 'text' } },
      ['e'],
    ]
    const lines = menuProblems({ button }, ['menu']).map(
      ({ path, expected, got }) => `${path}: ${expected.slice(0, 40)}, got ${got}`,
    )
    expect(lines).to.deep.equal([
      'menu.button: a list of 1 to 3 buttons, got 5 buttons',
      'menu.button[0].name: a text of at most 16 bytes, got "菜单名字太长了" (21 bytes)',
      'menu.button[1].sub_button: at most 5, got 6 buttons',
      'menu.button[1].sub_button[5].type: a reply, sub buttons, or one of click, v, got nothing',
      'menu.button[2].type: a reply, sub buttons, or one of click, v, got a list',
      'menu.button[3].reply: text in text.content, got undefined',
      'menu.button[4]: a button, got a list',
    ])
  })

  it('may have one key at two buttons with one reply', () => {
    const twice = [
      { name: 'a', key: 'K', reply: 'x' },
      { name: 'b', type: 'click', key: 'K' },
    ]
    expect(menuProblems({ button: twice }, ['menu'])).to.deep.equal([])
  })

  const menu: Menu = {
    button: [
      { name: '问', reply: '答' },
      {
        name: '更多',
        sub_button: [
          { name: '问', reply: '另一个' },
          { name: '定', key: 'K', reply: '键' },
        ],
      },
      { name: '网站', type: 'view', url: 'https://example.com' },
    ],
  }

  it('is what WeChat takes, and stays the same when WeChat gives it back', () => {
    const plain = toWechatMenu(menu)
    expect(plain.button).to.deep.equal([
      { name: '问', type: 'click', key: '问' },
      {
        name: '更多',
        sub_button: [
          { name: '问', type: 'click', key: '更多/问' },
          { name: '定', type: 'click', key: 'K' },
        ],
      },
      { name: '网站', type: 'view', url: 'https://example.com' },
    ])
    const given = { button: plain.button.map((button) => ({ sub_button: [], ...button })) }
    expect(toWechatMenu(given)).to.deep.equal(plain)
  })

  it('has its answers by key', () => {
    const texts = [...menuReplies(menu)].map(([key, reply]) => [
      key,
      reply.type === 'text' && reply.content,
    ])
    expect(texts).to.deep.equal([
      ['问', '答'],
      ['更多/问', '另一个'],
      ['K', '键'],
    ])
  })

  it('takes a picture as a file, and says who opens a path', () => {
    const withFile = (file: unknown) => one({ name: 'a', reply: { type: 'image', file } })
    expect(paths(withFile(new Blob(['a picture'])))).to.deep.equal([])
    const [problem] = menuProblems(withFile('./menu.jpg'), ['menu'])
    expect(problem?.path).to.equal('menu.button[0].reply')
    expect(problem?.got).to.contain('loadConfig()')
  })
})
