/**
 * Coordinate systems (坐标系). Phones measure WGS-84; maps of China, the data here and location
 * messages use GCJ-02 (火星坐标系), which lies 300 to 700 m off.
 */
import gcoord from 'gcoord'

// Its types describe an ES module; Node loads the CommonJS file, whose exports are the API.
const { transform, WGS84, GCJ02 } = gcoord as unknown as typeof gcoord.default

/**
 * Degrees in, degrees out, latitude first. Outside a box around China nothing changes, nor does
 * anything that is not a number.
 */
export function fromWgs84(
  latitude: number,
  longitude: number,
): readonly [latitude: number, longitude: number] {
  // transform() throws for these.
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return [latitude, longitude]
  const [shiftedLongitude, shiftedLatitude] = transform<[number, number]>(
    [longitude, latitude],
    WGS84,
    GCJ02,
  )
  return [shiftedLatitude, shiftedLongitude]
}
