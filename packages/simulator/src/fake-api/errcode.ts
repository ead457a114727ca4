/** An errcode as WeChat answers it: HTTP 200, JSON, and a rid. */
import { randomBytes } from './random.ts'

export class Errcode extends Error {
  readonly errcode: number

  constructor(errcode: number, errmsg: string) {
    super(errmsg)
    this.errcode = errcode
  }

  toJSON(): object {
    return { errcode: this.errcode, errmsg: `${this.message} rid: ${newRid()}` }
  }
}

/** A rid in the form of published ones: three groups of eight hexadecimal digits. */
function newRid(): string {
  const hex = randomBytes(12).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 16)}-${hex.slice(16)}`
}
