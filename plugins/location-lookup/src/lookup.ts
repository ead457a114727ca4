/** Which city of China a point is in. Offline: the data is a file of this package. */
import Flatbush from 'flatbush'
import pointInPolygon from 'point-in-polygon-hao'
import { type Polygon, readAreas } from './areas.ts'
import { squaredDistance } from './distance.ts'

/** Names are official and in Chinese. A finer file may add fields; these stay. */
export interface Place {
  /** 广东省, 北京市, 内蒙古自治区, 香港特别行政区. */
  readonly province: string
  /**
   * 深圳市, 延边朝鲜族自治州; a county or city directly under a province (省直辖) by its own name.
   * Equal to `province` in the four municipalities (直辖市), Hong Kong and Macao.
   */
  readonly city: string
  /** Administrative code (行政区划代码) of the city, six digits. Absent in Taiwan. */
  readonly adcode?: string
}

/**
 * Degrees, GCJ-02 (as in a location message), latitude first.
 * `undefined` outside the data, and for anything that is not a point on Earth.
 */
export type Lookup = (latitude: number, longitude: number) => Place | undefined

/**
 * A point in no area gets the nearest one up to this far: borders are drawn with few points, and
 * piers, bridges and young land lie outside the coast of the data. It reaches across the border
 * of the country just as far.
 */
const REACH_KM = 2

const KM_PER_DEGREE = 111.2

/**
 * Reads the data, synchronously and once per call: create one at start and keep it.
 * Two lookups share nothing.
 *
 * @throws Error when the data file is missing or damaged.
 * @example
 * ```ts
 * const lookup = createLookup()
 * lookup(22.5431, 114.0579) // { province: '广东省', city: '深圳市', adcode: '440300' }
 * lookup(35.68, 139.77) // undefined: Tokyo
 * ```
 */
export function createLookup(): Lookup {
  const { grid, areas } = readAreas()
  const shapes = areas.flatMap(({ polygons, ...names }) => {
    const place: Place = Object.freeze(names)
    return polygons.map((polygon) => ({ place, polygon }))
  })
  const index = createIndex(shapes.map(({ polygon }) => polygon))

  return (latitude, longitude) => {
    if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return undefined
    const x = longitude * grid
    const y = latitude * grid
    for (const i of index.search(x, y, x, y)) {
      const shape = shapes[i]
      // 0 is on the border, which belongs to whoever is asked first.
      if (shape && pointInPolygon([x, y], shape.polygon) !== false) return shape.place
    }

    const stretch = Math.cos((latitude * Math.PI) / 180)
    const reach = (REACH_KM / KM_PER_DEGREE) * grid
    let best = reach ** 2
    let place: Place | undefined
    const reachX = reach / stretch
    for (const i of index.search(x - reachX, y - reach, x + reachX, y + reach)) {
      const shape = shapes[i]
      const distance = shape ? squaredDistance(x, y, stretch, shape.polygon) : Infinity
      if (shape && distance <= best) {
        best = distance
        place = shape.place
      }
    }
    return place
  }
}

/** By polygon, not by area: the box of a city with islands is mostly sea. */
function createIndex(polygons: readonly Polygon[]): Flatbush {
  const index = new Flatbush(polygons.length)
  for (const [outer = []] of polygons) {
    let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
    for (const [x, y] of outer) {
      minX = Math.min(minX, x)
      minY = Math.min(minY, y)
      maxX = Math.max(maxX, x)
      maxY = Math.max(maxY, y)
    }
    index.add(minX, minY, maxX, maxY)
  }
  index.finish()
  return index
}
