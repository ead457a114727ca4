/** The menu, media, users, and other endpoints that only store data or give it back. */
import type { Clock } from '@wechatbot/core'
import { NO_AUTO_REPLY, selfMenuOf } from './console-settings.ts'
import { Errcode } from './errcode.ts'
import { Kept } from './kept.ts'
import { randomBytes } from './random.ts'

const MEDIA_MS = 3 * 86_400_000
const MB = 1024 * 1024
const MEDIA_BYTES: Readonly<Record<string, number>> = {
  image: 10 * MB,
  voice: 2 * MB,
  video: 10 * MB,
  thumb: 64 * 1024,
}
/** The suffixes that WeChat accepts. It does not look into the file. */
const SUFFIXES: Readonly<Record<string, RegExp>> = {
  image: /\.(jpe?g|png|gif)$/i,
  voice: /\.(amr|mp3)$/i,
  video: /\.mp4$/i,
  thumb: /\.jpe?g$/i,
}
const QR_SECONDS = { default: 60, most: 2_592_000 }
const CLEARS_PER_MONTH = 10

interface StoredMedia {
  readonly type: string
  readonly file: Blob
  readonly until: number
}

/** A file that was uploaded. */
export interface Upload {
  readonly type: string
  readonly name: string
  readonly bytes: number
}

type Body = Readonly<Record<string, unknown>>

export class FakeLibrary {
  readonly #clock: Clock
  readonly #media = new Map<string, StoredMedia>()
  /** The menu in force, as the API made it. */
  menu: unknown
  /** A menu that was made in the console, in the form of `get_current_selfmenu_info`. @default the value of `menu` */
  consoleMenu: object | undefined
  /** Automatic replies of the console, in the form of `get_current_autoreply_info`. @default none */
  autoReply: object = NO_AUTO_REPLY
  /** Ids of the files in `#media`. */
  readonly #ids = new Kept<string>()
  readonly #uploads = new Kept<Upload>()
  /** Followers by OpenID, with the answer of user/info for each. */
  readonly followers = new Map<string, object>()
  callbackIps: readonly string[] = ['127.0.0.1', '101.226.103.0/25']
  #cleared = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The uploaded files, oldest first. Only the newest are kept. */
  get uploads(): readonly Upload[] {
    return this.#uploads.items
  }

  createMenu(body: Body): object {
    const buttons = body.button
    if (!Array.isArray(buttons) || buttons.length < 1 || buttons.length > 3) {
      throw new Errcode(40016, 'invalid button size')
    }
    for (const button of buttons as Body[]) checkButton(button, 16)
    this.menu = body
    return {}
  }

  getMenu(): object {
    if (this.menu === undefined) throw new Errcode(46003, 'menu no exist')
    return { menu: withEmptyLists(this.menu as Body) }
  }

  selfMenu(): object {
    return this.consoleMenu ?? selfMenuOf(this.menu as Body | undefined)
  }

  deleteMenu(): object {
    this.menu = undefined
    return {}
  }

  async upload(type: string | null, form: FormData): Promise<object> {
    const file = form.get('media')
    const limit = MEDIA_BYTES[String(type)]
    if (limit === undefined) throw new Errcode(40004, 'invalid media type')
    if (!(file instanceof File)) throw new Errcode(41005, 'media data missing')
    if (!SUFFIXES[String(type)]?.test(file.name)) throw new Errcode(40005, 'invalid file type')
    if (file.size > limit) throw new Errcode(45001, 'media size out of limit')
    const id = randomBytes(48).toString('base64url')
    this.#media.set(id, { type: String(type), file, until: this.#clock.now() + MEDIA_MS })
    for (const old of this.#ids.add(id, file.size)) this.#media.delete(old)
    this.#uploads.add({ type: String(type), name: file.name, bytes: file.size }, file.name.length)
    const created = Math.floor(this.#clock.now() / 1000)
    return type === 'thumb'
      ? { type, thumb_media_id: id, created_at: created }
      : { type, media_id: id, created_at: created }
  }

  /** The bytes of a file. For a video it is the URL of the file. */
  download(id: string | null): object {
    const media = this.#media.get(String(id))
    if (media === undefined || media.until <= this.#clock.now()) {
      throw new Errcode(40007, 'invalid media_id')
    }
    return media.type === 'video' ? { video_url: 'http://127.0.0.1/video.mp4' } : media.file
  }

  /** The first bytes of a picture. */
  miniProgramCode(): Blob {
    return new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xe0])], { type: 'image/jpeg' })
  }

  user(openid: string | null): object {
    const known = this.followers.get(String(openid))
    return known === undefined
      ? { subscribe: 0, openid }
      : { subscribe: 1, openid, language: 'zh_CN', tagid_list: [], ...known }
  }

  qrCode(body: Body): object {
    const { action_name: name, expire_seconds: seconds = QR_SECONDS.default } = body
    if (!/^QR_(LIMIT_)?(STR_)?SCENE$/.test(String(name))) {
      throw new Errcode(40053, 'invalid action info')
    }
    const ticket = randomBytes(40).toString('base64')
    const url = `http://weixin.qq.com/q/${ticket.slice(0, 12)}`
    return String(name).includes('LIMIT')
      ? { ticket, url }
      : { ticket, url, expire_seconds: Math.min(Number(seconds), QR_SECONDS.most) }
  }

  /** Written by hand, because the msgid is a number of 64 bits. */
  template(body: Body): string {
    if (!this.followers.has(String(body.touser))) throw new Errcode(43004, 'require subscribe')
    const digits = String(randomBytes(6).readUIntBE(0, 6)).padStart(15, '1')
    return `{"errcode":0,"errmsg":"ok","msgid":4${digits.slice(0, 15)}123}`
  }

  clearQuota(): object {
    this.#cleared += 1
    if (this.#cleared > CLEARS_PER_MONTH) throw new Errcode(48006, 'forbid to clear quota')
    return {}
  }
}

function checkButton(button: Body, nameBytes: number): void {
  const name = String(button.name ?? '')
  if (name === '' || Buffer.byteLength(name) > nameBytes) {
    throw new Errcode(40018, 'invalid button name size')
  }
  const subs = (button.sub_button ?? []) as Body[]
  if (subs.length > 5) throw new Errcode(40023, 'invalid sub button size')
  for (const sub of subs) checkButton(sub, 60)
  if (subs.length === 0 && typeof button.type !== 'string') {
    throw new Errcode(40017, 'invalid button type')
  }
  if (Buffer.byteLength(String(button.key ?? '')) > 128) {
    throw new Errcode(40019, 'invalid button key size')
  }
}

/** menu/get gives every button a list of sub buttons, which may be empty. */
function withEmptyLists(menu: Body): object {
  const full = (button: Body): object => ({
    ...button,
    sub_button: ((button.sub_button ?? []) as Body[]).map(full),
  })
  return { button: (menu.button as Body[]).map(full) }
}
