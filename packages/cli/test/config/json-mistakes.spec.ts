/** Mistakes in JSON, named with their places, and without the text, which may be a secret. */
import { expect } from 'chai'
import { ConfigFolder } from './config-folder.js'

describe('a mistake in JSON', () => {
  let folder: ConfigFolder

  beforeEach(() => {
    folder = new ConfigFolder()
  })
  afterEach(() => folder.remove())

  for (const [text, place, why] of [
    ['{"bots":[{"token":"canary" "name":"x"}]}', '1:28', /^a comma, or a closing bracket, is miss/],
    ['{"bots":[{"token":"canary"} {}]}', '1:29', /^a comma, or a closing bracket, is missing/],
    ['{"bots":[{"token" "canary"}]}', '1:19', /^a colon is missing between name and value$/],
    ['{"bots":[{token:"canary"}]}', '1:11', /^JSON has names and texts in double quotes$/],
    ["{'bots':[]}", '1:2', /^JSON has names and texts in double quotes$/],
    ['{"bots":[{"token":\'canary\'}]}', '1:19', /^JSON has names and texts in double quotes$/],
    ['{"bots":[{"token":"canary"}]\n', '2:1', /^the file ends too early: a bracket or a quote/],
    ['{"bots":[{"token":', '1:19', /^the file ends too early: a bracket or a quote/],
    ['{"bots":[{"token":"canary}]}', '1:29', /^the file ends too early: a bracket or a quote/],
    ['{"bots":[{"name":"a\nb"}]}', '1:20', /^a line break in a text is written \\n, a tab \\t$/],
    ['{"store":"sqlite:C:\\db"}', '1:21', /^a backslash in a text is written twice: \\\\$/],
  ] as const) {
    it(`is named: ${JSON.stringify(text)}`, async () => {
      const file = folder.write('a.json', text)
      const said = await folder.failure('a.json')
      const begin = `${file}:${place}: cannot be read: `
      expect(said.slice(0, begin.length)).to.equal(begin)
      expect(said.slice(begin.length)).to.match(why)
    })
  }
})
