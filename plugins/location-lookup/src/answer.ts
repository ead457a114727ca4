/** The answer to the user: the region and the nearest places, as a text or as articles (图文). */
import { type Article, MAX_TEXT_BYTES, news, type Reply, text } from '@wechatbot/core'
import type { Coordinates } from './datum.ts'
import { byDistance, distanceText, linkOf, type Near, type Place } from './nearest.ts'
import type { Options } from './options.ts'
import type { Status } from './status.ts'
import { fill } from './template.ts'
import type { Address } from './tencent.ts'

const REGION = '您在{province}{city}{district}'

/** The most articles in one answer to a message, and in one answer to an event. */
const MAX_ARTICLES = { message: 1, event: 8 }

export interface Question {
  /** In GCJ-02. */
  readonly at: Coordinates
  /** `undefined` outside China. */
  readonly address: Address | undefined
  readonly label: string
  readonly isEvent: boolean
}

/** `undefined` when there is nothing to say, which is abroad without places. `places` are in GCJ-02. */
export function createAnswer(
  { template, nearest }: Pick<Options, 'template' | 'nearest'>,
  places: readonly Place[],
  status: Status,
): (question: Question) => Reply | undefined {
  const about = template ?? (places.length > 0 ? `${REGION}\n{nearest}` : REGION)

  return ({ at, address, label, isEvent }) => {
    const ranked = byDistance(places, at)
    const [first] = ranked
    if (address === undefined && first === undefined) return undefined
    const near = ranked.filter(({ metres }) => metres <= nearest.withinKm * 1000)

    const values = {
      ...regionOf(address),
      label: label === '' ? (address?.label ?? '') : label,
      latitude: at[0].toFixed(6),
      longitude: at[1].toFixed(6),
    }
    const say = (list: string) =>
      // Abroad there is no region, so the text has only the places.
      address === undefined ? list : fill(about, { ...values, nearest: list })

    if (near.length === 0) {
      return textOf(say(first === undefined ? '' : farText(nearest, first)))
    }
    if (nearest.as === 'news') {
      const limit = Math.min(nearest.count, MAX_ARTICLES[isEvent ? 'event' : 'message'])
      return news(
        near.slice(0, limit).map((each, i) => articleOf(each, i === 0 ? say('') : '', status)),
      )
    }
    const room = MAX_TEXT_BYTES - Buffer.byteLength(say(''))
    return textOf(say(listOf(near.slice(0, nearest.count), room, status)))
  }
}

/** A template of labels only may give an empty text, which is no reply. */
function textOf(content: string): Reply | undefined {
  return content === '' ? undefined : text(content)
}

/** A municipality (直辖市) is its own city, so its name is written once: not 北京市北京市. */
function regionOf(address: Address | undefined) {
  const { province = '', city = '', district = '' } = address ?? {}
  return {
    province,
    city: city === province ? '' : city,
    district: district === city ? '' : district,
  }
}

function farText({ farText, withinKm }: Options['nearest'], { place, metres }: Near): string {
  return fill(farText, {
    withinKm: String(withinKm),
    name: place.name,
    distance: distanceText(metres),
    address: place.address ?? '',
    url: linkOf(place),
  })
}

/**
 * For each place: one line with its name and distance, one with its hours, one with its address, and one link. Takes
 * as many places as fit.
 */
function listOf(near: readonly Near[], room: number, status: Status): string {
  let list = ''
  for (const { place, metres } of near) {
    const lines = [
      `${place.name}（${distanceText(metres)}）`,
      ...aboutPlace(place, status),
      `<a href="${linkOf(place)}">查看地图</a>`,
    ]
    const longer = list === '' ? lines.join('\n') : `${list}\n${lines.join('\n')}`
    // WeChat would show a text that is cut within a link as code.
    if (Buffer.byteLength(longer) > room - 2) break
    list = longer
  }
  return list
}

/** The lines between the name of a place and its link. */
function aboutPlace(place: Place, status: Status): readonly string[] {
  return [status(place) ?? '', place.address ?? ''].filter((line) => line !== '')
}

/** The first article also says where the user is. */
function articleOf({ place, metres }: Near, about: string, status: Status): Article {
  const lines = aboutPlace(place, status)
  const description = [...(about === '' ? [] : [about]), ...lines].join('\n')
  return {
    title: `${place.name}（${distanceText(metres)}）`,
    url: linkOf(place),
    ...(description === '' ? {} : { description }),
    ...(place.picUrl === undefined ? {} : { picUrl: place.picUrl }),
  }
}
