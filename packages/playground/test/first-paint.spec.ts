/** What a browser asks for before it can paint the page. */
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { Served } from './served.js'

const read = (name: string) => readFileSync(new URL(`../../page/${name}`, import.meta.url), 'utf8')

describe('the files of the page', () => {
  let served: Served
  const textOf = async (name: string) => (await fetch(`${served.origin}/playground/${name}`)).text()

  before(async () => {
    served = await Served.begin(() => {})
  })
  after(() => served.close())

  it('has all its styles in one file, in the order of its links', async () => {
    const written = [...read('index.html').matchAll(/rel="stylesheet" href="(.+?)"/g)]
    expect(written).to.have.length.above(10)
    expect(
      [...(await textOf('')).matchAll(/rel="stylesheet" href="(.+?)"/g)].map(([, name]) => name),
    ).to.deep.equal(['page.css'])
    expect(await textOf('page.css')).to.equal(written.map(([, name = '']) => read(name)).join('\n'))
  })

  it('names every script that an import leads to, so that none is found late', async () => {
    const named = [...(await textOf('')).matchAll(/rel="modulepreload" href="(.+?)"/g)]
    const names = named.map(([, name = '']) => name)
    expect(names).to.include('main.js')
    const texts = await Promise.all(names.map(textOf))
    const imported = texts.flatMap((text) =>
      [...text.matchAll(/from '\.\/(.+?)'/g)].map(([, name]) => name),
    )
    expect(imported).to.have.length.above(names.length)
    expect(names).to.include.members(imported)
  })

  it('has a title before any script runs', async () => {
    expect(await textOf('')).to.match(/<header id="bar"><h1>wechatbot<\/h1><\/header>/)
  })
})
