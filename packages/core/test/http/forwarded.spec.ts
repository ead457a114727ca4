import { expect } from 'chai'
import { toAddressList } from '#src/http/address.js'
import { senderOf } from '#src/http/forwarded.js'

describe('senderOf', () => {
  const trusted = toAddressList(['127.0.0.1', '10.0.0.0/8', 'fd00::/8'])
  const sender = (forwardedFor?: string) => senderOf('127.0.0.1', forwardedFor, trusted)

  it('is the address of the socket where that is no trusted proxy', () => {
    expect(senderOf('9.9.9.9', '1.2.3.4', trusted)).to.equal('9.9.9.9')
    expect(senderOf('127.0.0.1', '1.2.3.4', undefined)).to.equal('127.0.0.1')
    expect(senderOf('', '1.2.3.4', trusted)).to.equal('')
  })

  it('is the first hop from the right that is no trusted proxy', () => {
    expect(sender('1.2.3.4')).to.equal('1.2.3.4')
    expect(sender('6.6.6.6, 1.2.3.4')).to.equal('1.2.3.4')
    expect(sender('6.6.6.6,1.2.3.4 ,10.0.0.7,\t[fd00::1]:80, ::ffff:10.9.9.9')).to.equal('1.2.3.4')
  })

  it('has neither port, nor brackets, nor quotes', () => {
    const hops = {
      '1.2.3.4:80': '1.2.3.4',
      '"1.2.3.4:65535"': '1.2.3.4',
      '"1.2.3.4"': '1.2.3.4',
      '2001:db8::1': '2001:db8::1',
      '[2001:db8::1]': '2001:db8::1',
      '[2001:db8::1]:443': '2001:db8::1',
      '"[2001:db8::1]:443"': '2001:db8::1',
      '[::ffff:1.2.3.4]:443': '::ffff:1.2.3.4',
    }
    for (const [hop, address] of Object.entries(hops)) {
      expect(sender(`6.6.6.6, ${hop}`), hop).to.equal(address)
      expect(sender(`6.6.6.6, ${hop}, 10.1.1.1:99`), hop).to.equal(address)
    }
  })

  it('is what came, in quotes, where that is no address', () => {
    const hops = [
      'unknown',
      '_hidden',
      '',
      '1.2.3.4:',
      '1.2.3.4:port',
      '1.2.3',
      '"1.2.3.4',
      '[1.2.3.4]',
      '[2001:db8::1',
      '2001:db8::1]:80',
      'for=1.2.3.4',
      'fake.example',
    ]
    for (const hop of hops) {
      expect(sender(`101.226.103.1, ${hop}`), hop).to.equal(JSON.stringify(hop))
      expect(sender(`101.226.103.1, ${hop}, 10.0.0.7`), hop).to.equal(JSON.stringify(hop))
    }
    expect(sender('x'.repeat(8000))).to.have.length(92)
  })

  it('is no address where all hops are trusted proxies', () => {
    expect(sender('10.0.0.8, 10.0.0.7:80')).to.equal(
      '"10.0.0.8, 10.0.0.7:80" (trusted proxies only)',
    )
  })

  it('is the proxy itself where it forwards for nobody', () => {
    expect(sender(undefined)).to.equal('127.0.0.1')
  })
})
