import { expect } from 'chai'
import { fill } from '#src/template.js'

describe('template', () => {
  it('fills in, and leaves out lines that have nothing to say', () => {
    const values = { city: '深圳市', nearest: '' }
    expect(fill('您在{city}\n{nearest}\n再见', values)).to.equal('您在深圳市\n再见')
    expect(fill('{city}{city}', values)).to.equal('深圳市深圳市')
    expect(fill('第一行\n\n第三行', values)).to.equal('第一行\n\n第三行')
  })

  it('does not fill in what it filled in', () => {
    expect(fill('{label}', { label: '{city}', city: '深圳市' })).to.equal('{city}')
  })
})
