/** The places of the shop, and their distances. */
import type { OpeningHours } from '@wechatbot/core'
import type { Coordinates } from './datum.ts'

/** A branch (门店). Coordinates are in degrees. */
export interface Place {
  readonly name: string
  readonly latitude: number
  readonly longitude: number
  readonly address?: string | undefined
  /** The URL that a tap opens. @default the place on Tencent's map */
  readonly url?: string | undefined
  /** The picture of its article (图文). */
  readonly picUrl?: string | undefined
  /** The opening hours, as the plugins hours and handoff take them. */
  readonly hours?: readonly OpeningHours[] | undefined
}

export interface Near {
  readonly place: Place
  /** In a straight line. */
  readonly metres: number
}

const EARTH_METRES = 6_371_008.8

/** All `places`, the nearest first. `places` and `from` must be in the same coordinate system. */
export function byDistance(places: readonly Place[], from: Coordinates): readonly Near[] {
  return places
    .map((place) => ({ place, metres: metresBetween(from, [place.latitude, place.longitude]) }))
    .sort((a, b) => a.metres - b.metres)
}

/** The distance along a great circle (haversine). */
export function metresBetween(a: Coordinates, b: Coordinates): number {
  const radians = Math.PI / 180
  const latitude = ((b[0] - a[0]) * radians) / 2
  const longitude = ((b[1] - a[1]) * radians) / 2
  const h =
    Math.sin(latitude) ** 2 +
    Math.cos(a[0] * radians) * Math.cos(b[0] * radians) * Math.sin(longitude) ** 2
  return 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** `350 米` in steps of ten, `1.2 公里` below ten kilometres, `12 公里` above. */
export function distanceText(metres: number): string {
  const tens = Math.round(metres / 10) * 10
  if (tens < 1000) return `${Math.max(10, tens)} 米`
  const kilometres = metres / 1000
  return kilometres < 9.95 ? `${kilometres.toFixed(1)} 公里` : `${Math.round(kilometres)} 公里`
}

/**
 * The place's own URL, else its marker on Tencent's map (地图调起 URI API), which wants GCJ-02. The name must not
 * contain `;` and `:`, which separate the fields of the marker.
 */
export function linkOf({ name, latitude, longitude, address, url }: Place): string {
  if (url !== undefined) return url
  const field = (text: string) => text.replace(/[;:]/g, ' ')
  const marker = [
    `coord:${latitude.toFixed(6)},${longitude.toFixed(6)}`,
    `title:${field(name)}`,
    `addr:${field(address ?? name)}`,
  ].join(';')
  return `https://apis.map.qq.com/uri/v1/marker?marker=${encodeURIComponent(marker)}&referer=wechatbot`
}
