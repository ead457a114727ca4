/** Joins the two sources: the districts of a city where there are any, else the city as a whole. */
import Flatbush from 'flatbush'
import pointInPolygon from 'point-in-polygon-hao'
import { createToday } from './changes.mjs'
import { readDistricts } from './districts.mjs'
import { readSource } from './source.mjs'

/** Items: `{ province, city, district?, adcode?, polygons }`. Several items may have the same names. */
export function readAtlas() {
  const source = readSource()
  const cityAt = createFinder(source)
  const { today, unknown } = createToday()
  const covered = new Set()
  const districts = readDistricts().flatMap(({ file, features }) => {
    // A city without districts, or a county directly under its province: its shape comes from echarts.
    if (features.length === 1) return []
    const found = mostFrequent(features.flatMap(({ polygons }) => cityAt(middleOf(polygons)) ?? []))
    if (!found) throw new Error(`"${file}" lies in no city of echarts`)
    const { province, city, adcode } = found
    covered.add(keyOf(found))
    return features.map(({ name, polygons }) => ({
      ...today({ province, city, adcode }, name),
      polygons,
    }))
  })
  const rest = source.flatMap(({ name, id, polygons, ...names }) => {
    if (covered.has(keyOf(names))) return []
    if (/^8[12]/.test(names.adcode)) return { ...names, district: name, adcode: id, polygons }
    return { ...(names.city === names.province ? today(names, name) : names), polygons }
  })
  if (unknown.length > 0) throw new Error(`not in the register: ${unknown.join(', ')}`)
  return [...rest, ...districts]
}

const keyOf = ({ province, city }) => `${province} ${city}`

function mostFrequent(places) {
  const votes = new Map()
  for (const place of places) {
    const [count] = votes.get(keyOf(place)) ?? [0]
    votes.set(keyOf(place), [count + 1, place])
  }
  return [...votes.values()].sort(([a], [b]) => b - a)[0]?.[1]
}

/**
 * The mean of the longest outer ring. It is inside of most shapes, and the majority of a city's districts decides.
 */
function middleOf(polygons) {
  const [outer] = polygons.map(([ring]) => ring).sort((a, b) => b.length - a.length)
  const mean = (axis) => outer.reduce((sum, point) => sum + point[axis], 0) / outer.length
  return [mean(0), mean(1)]
}

/** Finds the item at a point of the grid, by the original polygons. */
export function createFinder(items) {
  const shapes = items.flatMap((item) => item.polygons.map((polygon) => ({ item, polygon })))
  const index = new Flatbush(shapes.length)
  for (const { polygon } of shapes) {
    const xs = polygon[0].map(([x]) => x)
    const ys = polygon[0].map(([, y]) => y)
    index.add(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys))
  }
  index.finish()
  return (point) => {
    const hit = index
      .search(...point, ...point)
      .find((i) => pointInPolygon(point, shapes[i].polygon) !== false)
    return shapes[hit]?.item
  }
}
