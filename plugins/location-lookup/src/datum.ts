/**
 * Coordinate systems (坐标系). Phones measure WGS-84. GCJ-02 (火星坐标系) differs by 300 to 700 m; the maps of Tencent and
 * AMap, the data here and location messages use it. Baidu's maps use BD-09, which differs once more.
 */
import gcoord from 'gcoord'
import type { Lookup } from './lookup.ts'

// Its types describe an ES module. Node.js loads the CommonJS file, whose exports are the API.
const { transform, WGS84, GCJ02, BD09 } = gcoord as unknown as typeof gcoord.default

export type CoordinateSystem = 'gcj02' | 'wgs84' | 'bd09'

/** Degrees. */
export type Coordinates = readonly [latitude: number, longitude: number]

/**
 * Converts degrees to degrees of GCJ-02, latitude first. WGS-84 is not changed outside China (mainland, Hong Kong,
 * Macao and Taiwan, by the borders of `lookup`), because maps are not shifted there. gcoord by itself shifts a
 * whole box that contains Seoul, Hanoi and Ulaanbaatar. A value that is no number is not changed.
 */
export function toGcj02(
  lookup: Lookup,
  latitude: number,
  longitude: number,
  from: CoordinateSystem,
): Coordinates {
  // transform() throws for a value that is no number.
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
