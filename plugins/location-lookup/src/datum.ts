/**
 * Coordinate systems (坐标系). Phones measure WGS-84; Tencent's and AMap's maps, the data here and
 * location messages use GCJ-02 (火星坐标系), 300 to 700 m off; Baidu's maps use BD-09, off once more.
 */
import gcoord from 'gcoord'
import type { Lookup } from './lookup.ts'

// Its types describe an ES module; Node loads the CommonJS file, whose exports are the API.
const { transform, WGS84, GCJ02, BD09 } = gcoord as unknown as typeof gcoord.default

export type CoordinateSystem = 'gcj02' | 'wgs84' | 'bd09'

/** Degrees. */
export type Coordinates = readonly [latitude: number, longitude: number]

/**
 * Degrees in, degrees of GCJ-02 out, latitude first. WGS-84 stays as it is outside China (mainland,
 * Hong Kong, Macao and Taiwan, by the borders of `lookup`), where maps are not shifted; gcoord by
 * itself shifts a whole box with Seoul, Hanoi and Ulaanbaatar in it. What is no number stays too.
 */
export function toGcj02(
  lookup: Lookup,
  latitude: number,
  longitude: number,
  from: CoordinateSystem,
): Coordinates {
  // transform() throws for what is no number.
  const isPoint = Number.isFinite(latitude) && Number.isFinite(longitude)
  if (from === 'gcj02' || !isPoint) return [latitude, longitude]
  const shifted = transform<[number, number]>(
    [longitude, latitude],
    from === 'bd09' ? BD09 : WGS84,
    GCJ02,
  )
  const converted: Coordinates = [shifted[1], shifted[0]]
  return from === 'wgs84' && lookup(...converted) === undefined ? [latitude, longitude] : converted
}
