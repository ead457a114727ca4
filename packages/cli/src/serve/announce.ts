/** What the log says of the bots when they are served. */
import type { App, Logger } from '@wechatbot/core'
import { fromHere } from './listen.ts'

/** @param origin under which they are reached. */
export function announceBots(app: App, origin: string, log: Logger): void {
  for (const { name, path, mode, plugins } of app.bots) {
    const listed = plugins.length === 0 ? 'no plugins' : plugins.join(', ')
    log.info(`bot "${name}" on ${origin}${path} (${mode}) with ${listed}`)
  }
}

/** Bots and what `send` knows of them. */
interface Place {
  readonly origin: string
  /** The config file, if the user named it. */
  readonly file: string | undefined
  /** The port of the configuration, where `send` looks by itself. */
  readonly port: number
}

/** The command that talks to the bots. */
export function talkTo(place: Place): string {
  const { file } = place
  const named = file === undefined ? '' : ` -c ${/^[\w./-]*$/.test(file) ? file : `"${file}"`}`
  return `npx wechatbot send text 你好${named}${placeOption(place)}`
}

/** As {@link talkTo}, where the bots are elsewhere than the configuration says. */
export function talkElsewhere(place: Place): string | undefined {
  return placeOption(place) === '' ? undefined : talkTo(place)
}

function placeOption({ origin, port }: Place): string {
  const url = new URL(fromHere(origin))
  if (url.hostname !== '127.0.0.1') return ` --url ${url.origin}`
  const own = url.port || '80'
  return own === `${port}` ? '' : ` -p ${own}`
}
