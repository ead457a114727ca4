/** Addresses and CIDR ranges for the options allowFrom and trustedProxies. */
import { BlockList, isIP, isIPv6 } from 'node:net'

/** Whether `text` is an IP address or a CIDR range. */
export function isAddressRange(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  if (prefix === undefined) return true
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128)
}

/** A list in which addresses can be looked up; undefined without ranges. Callers have checked the ranges. */
export function toAddressList(ranges: readonly string[] | undefined): BlockList | undefined {
  if (ranges === undefined) return undefined
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return list
}

/** Whether an address is in a list. An IPv4 address mapped into IPv6 counts as IPv4. */
export function includesAddress(list: BlockList, address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return isIP(plain) !== 0 && list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
}
