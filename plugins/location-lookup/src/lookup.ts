/** Finds the district of China that contains a point. It works offline, with data files of this package. */
import Flatbush from 'flatbush'
import { readAtlas } from './areas.ts'
import { contains, type Polygon, squaredDistance } from './polygon.ts'

/** The names are official and in Chinese. */
export interface Region {
  /** 广东省, 北京市, 内蒙古自治区, 香港特别行政区. */
  readonly province: string
  /**
   * 深圳市, 延边朝鲜族自治州. A county or city directly under a province (省直辖) has its own name here. In the four
   * municipalities (直辖市), Hong Kong and Macao it equals `province`.
   */
  readonly city: string
  /** 南山区, 安吉县. Absent in cities without districts (东莞市) and in Taiwan. */
  readonly district?: string
  /** Administrative code (行政区划代码) of six digits: the district's, else the city's. Absent in Taiwan. */
  readonly adcode?: string
}

/**
 * Degrees, GCJ-02 (as in a location message), latitude first.
 * `undefined` outside the data, and for anything that is not a point on Earth.
 */
export type Lookup = (latitude: number, longitude: number) => Region | undefined

/**
 * A point in no area gets the nearest area up to this distance. Borders are drawn with few points, and piers,
 * bridges and new land are outside the coast of the data. The distance also holds across the border of the country.
 */
const REACH_KM = 2

const KM_PER_DEGREE = 111.2

/**
 * Reads the data at the first lookup, synchronously and once. Create one lookup and keep it: two lookups share no
 * data.
 *
 * @throws Error at the first lookup when a data file is missing or damaged.
 * @example
 * ```ts
 * const lookup = createLookup()
 * lookup(22.5333, 113.9304)
 * // { province: '广东省', city: '深圳市', district: '南山区', adcode: '440305' }
 * lookup(35.68, 139.77) // undefined: Tokyo
 * ```
 */
export function createLookup(): Lookup {
  let find: Lookup | undefined
  return (latitude, longitude) => {
    if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return undefined
    find ??= load()
    return find(latitude, longitude)
  }
}

function load(): Lookup {
  const { grid, areas } = readAtlas()
  const shapes = areas
    .flatMap(({ polygons, ...names }) => {
      const region: Region = Object.freeze(names)
      return polygons.map((polygon) => ({ region, polygon, box: boxOf(polygon) }))
    })
    // The smaller area comes first: a city inside a prefecture (石河子市) is also in the prefecture's shape.
    .sort((a, b) => extent(a.box) - extent(b.box))
  // The index holds polygons, not areas, because the box of a city with islands is mostly sea.
  const index = new Flatbush(shapes.length)
  for (const { box } of shapes) index.add(...box)
  index.finish()

  return (latitude, longitude) => {
    const x = longitude * grid
    const y = latitude * grid
    for (const i of index.search(x, y, x, y).sort((a, b) => a - b)) {
      const shape = shapes[i]
      if (shape && contains(shape.polygon, x, y)) return shape.region
    }

    const stretch = Math.cos((latitude * Math.PI) / 180)
    const reach = (REACH_KM / KM_PER_DEGREE) * grid
    let best = reach ** 2
    let region: Region | undefined
    const reachX = reach / stretch
    for (const i of index.search(x - reachX, y - reach, x + reachX, y + reach)) {
      const shape = shapes[i]
      const distance = shape ? squaredDistance(shape.polygon, x, y, stretch) : Infinity
      if (shape && distance <= best) {
        best = distance
        region = shape.region
      }
    }
    return region
  }
}

type Box = [minX: number, minY: number, maxX: number, maxY: number]

function boxOf([outer = new Int32Array()]: Polygon): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i < outer.length; i += 2) {
    const x = outer[i] ?? 0
    const y = outer[i + 1] ?? 0
    box[0] = Math.min(box[0], x)
    box[1] = Math.min(box[1], y)
    box[2] = Math.max(box[2], x)
    box[3] = Math.max(box[3], y)
  }
  return box
}

function extent([minX, minY, maxX, maxY]: Box): number {
  return (maxX - minX) * (maxY - minY)
}
