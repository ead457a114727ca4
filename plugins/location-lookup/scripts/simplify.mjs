/**
 * Many points to few. Works on arcs (borders between two junctions), so that a border shared by
 * two areas is simplified once and stays shared.
 */
import { feature } from 'topojson-client'
import { topology } from 'topojson-server'
import { presimplify } from 'topojson-simplify'
import { GRID } from './source.mjs'

/**
 * Weight by Visvalingam: the area, in square degrees, of the triangle a point makes with its
 * neighbours. Points below it go.
 */
const MIN_WEIGHT = 2e-5

/**
 * One item per city, in the order of the source: `{ province, city, adcode, polygons }`.
 * Districts of one city stay polygons of their own: not all of them meet exactly, and the merge of
 * topojson-client leaves open rings there. Consumes `source`: topology() turns rings in place.
 */
export function simplify(source) {
  const topo = topology({
    source: {
      type: 'GeometryCollection',
      geometries: source.map(({ polygons }) => ({ type: 'MultiPolygon', coordinates: polygons })),
    },
  })
  const weighted = presimplify(topo)
  const thinned = { ...weighted, arcs: weighted.arcs.map(thin) }
  const cities = new Map()
  source.forEach(({ polygons: _, ...names }, i) => {
    const key = `${names.province} ${names.city}`
    const city = cities.get(key) ?? { ...names, polygons: [] }
    const { coordinates } = feature(thinned, topo.objects.source.geometries[i]).geometry
    const polygons = coordinates
      .map((rings) => rings.filter((ring) => areaOf(ring) > 0))
      .filter(([outer]) => outer)
    cities.set(key, { ...city, polygons: [...city.polygons, ...polygons] })
  })
  return [...cities.values()]
}

/** Keeps the ends of an arc; of an island, which is one closed arc, three points more at least. */
function thin(arc) {
  const [first] = arc
  const last = arc.at(-1)
  const isIsland = first[0] === last[0] && first[1] === last[1]
  const weights = arc.slice(1, -1).map((point) => point[2])
  const third = isIsland ? weights.sort((a, b) => b - a)[Math.min(3, weights.length) - 1] : Infinity
  const limit = Math.min(MIN_WEIGHT * GRID ** 2, third)
  return arc
    .filter((point, i) => i === 0 || i === arc.length - 1 || point[2] >= limit)
    .map(([x, y]) => [x, y])
}

/** In square steps. @throws Error for an open ring, which the file could not hold. */
function areaOf(ring) {
  const [first] = ring
  const last = ring.at(-1)
  if (first[0] !== last[0] || first[1] !== last[1]) throw new Error(`open ring at ${first}`)
  let twice = 0
  for (let i = 1; i < ring.length; i++) {
    twice += ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1]
  }
  return Math.abs(twice) / 2
}
