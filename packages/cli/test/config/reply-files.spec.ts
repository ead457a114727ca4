import { expect } from 'chai'
import { loadConfig } from '#src/config/load.js'
import { Folder } from '../folder.js'

describe('a reply of the configuration that names a file', () => {
  let folder: Folder
  beforeEach(() => {
    folder = new Folder()
    folder.write('shop.mjs', "export default { name: 'shop', setup() {} }")
  })
  afterEach(() => folder.remove())

  const load = (options: unknown) => {
    const bots = [{ token: 'a-token', plugins: [['./shop.mjs', options]] }]
    return loadConfig({ file: folder.write('wechatbot.config.json', JSON.stringify({ bots })) })
  }
  const optionsOf = async (options: unknown) => {
    const [bot] = (await load(options)).bots
    const [entry] = bot?.plugins ?? []
    return (entry as readonly [unknown, Record<string, unknown>])[1]
  }

  it('has the file itself, from the folder of the configuration, however deep it stands', async () => {
    folder.write('pictures/menu.jpg', 'a picture')
    const options = await optionsOf({
      scenes: [{ 13: { type: 'image', file: './pictures/menu.jpg' } }],
      file: './rules.csv',
    })
    const [scene] = options.scenes as readonly Record<string, { file: Blob }>[]
    expect(await scene?.['13']?.file.text()).to.equal('a picture')
    expect(options.file).to.equal('./rules.csv')
  })

  it('is a problem where no file is, with the path of both', async () => {
    const error = await load({ reply: { type: 'voice', file: 'hi.mp3' } }).catch((it: Error) => it)
    expect((error as Error).message).to.match(
      /bots\[0\]\.plugins\[0\]\[1\]\.reply\.file: expected a file at .*hi\.mp3, got ENOENT/,
    )
  })
})
