import type { BlockList } from 'node:net'
import { expect } from 'chai'
import { includesAddress, isAddressRange, toAddressList } from '#src/http/address.js'

describe('isAddressRange', () => {
  const right = ['1.2.3.4', '10.0.0.0/8', '0.0.0.0/0', '1.2.3.4/32', '::1', 'fe80::/10', '::/128']
  const wrong = [
    '',
    '1.2.3',
    '1.2.3.4/33',
    '1.2.3.4/',
    '1.2.3.4/8/8',
    '1.2.3.4/-1',
    '1.2.3.4/x',
    '1.2.3.4:80',
    'fe80::/129',
    'example.com',
    ' 1.2.3.4',
  ]

  it('takes addresses and CIDR ranges of both families', () => {
    expect(right.filter(isAddressRange)).to.deep.equal(right)
  })

  it('refuses everything else', () => {
    expect(wrong.filter(isAddressRange)).to.deep.equal([])
  })

  it('takes nothing that no list can be made of', () => {
    for (const range of [...right, ...wrong, 'fe80::1%eth0', 'fe80::%eth0/10']) {
      if (isAddressRange(range)) expect(() => toAddressList([range]), range).not.to.throw()
    }
  })
})

describe('includesAddress', () => {
  const has = (ranges: string[], address: string) => {
    return includesAddress(toAddressList(ranges) as BlockList, address)
  }

  it('finds an address in a range of its family', () => {
    expect(has(['101.226.103.0/25'], '101.226.103.127')).to.equal(true)
    expect(has(['101.226.103.0/25'], '101.226.103.128')).to.equal(false)
    expect(has(['2001:db8::/32'], '2001:db8:1::1')).to.equal(true)
    expect(has(['2001:db8::/32'], '2001:db9::1')).to.equal(false)
    expect(has(['1.2.3.4', '::1'], '::1')).to.equal(true)
  })

  it('takes an IPv4 address mapped into IPv6 for the IPv4 address', () => {
    expect(has(['127.0.0.1'], '::ffff:127.0.0.1')).to.equal(true)
    expect(has(['127.0.0.0/8'], '::FFFF:127.9.9.9')).to.equal(true)
    expect(has(['127.0.0.1'], '::ffff:127.0.0.2')).to.equal(false)
  })

  it('finds nothing for what is no address', () => {
    for (const address of ['', 'unknown', '1.2.3.4, 5.6.7.8', '::ffff:']) {
      expect(has(['0.0.0.0/0', '::/0'], address), address).to.equal(false)
    }
  })

  it('finds nothing in an empty list', () => {
    expect(has([], '1.2.3.4')).to.equal(false)
  })
})

describe('toAddressList', () => {
  it('tells no list from an empty one', () => {
    expect(toAddressList(undefined)).to.equal(undefined)
    expect(toAddressList([])).not.to.equal(undefined)
  })
})
