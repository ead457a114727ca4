/**
 * Reduces the number of points. It works on arcs, which are borders between two junctions. So a border of two areas
 * is simplified once, stays shared, and is written once.
 */
import { topology } from 'topojson-server'
import { presimplify } from 'topojson-simplify'
import { GRID } from './source.mjs'

/**
 * The smallest weight of a point by Visvalingam: the area, in square degrees, of the triangle that the point makes
 * with its neighbours. Points with less are removed.
 */
export const MIN_WEIGHT = 1.6e-5

/**
 * Gives `{ arcs, areas }`. An arc is a list of points. An area is `{ province, city, district?, adcode?, polygons
 * }`. A ring is a list of numbers of arcs (`~i` is arc i backwards). Items with the same names become one area.
 * `atlas` must not be used again, because topology() turns rings in place.
 */
export function simplify(atlas, minWeight = MIN_WEIGHT) {
  const topo = topology({
    atlas: {
      type: 'GeometryCollection',
      geometries: atlas.map(({ polygons }) => ({ type: 'MultiPolygon', coordinates: polygons })),
    },
  })
  const arcs = presimplify(topo).arcs.map((arc) => thin(arc, minWeight * GRID ** 2))
  const areas = new Map()
  atlas.forEach(({ polygons: _, ...names }, i) => {
    const key = `${names.province} ${names.city} ${names.district}`
    const area = areas.get(key) ?? { ...names, polygons: [] }
    const polygons = topo.objects.atlas.geometries[i].arcs
      .map((rings) => rings.filter((ring) => areaOf(ring, arcs) > 0))
      .filter(([outer]) => outer)
    areas.set(key, { ...area, polygons: [...area.polygons, ...polygons] })
  })
  return used(arcs, [...areas.values()])
}

/** Keeps the ends of an arc. Of an island, which is one closed arc, it keeps at least three points more. */
function thin(arc, minWeight) {
  const [first] = arc
  const last = arc.at(-1)
  const isIsland = first[0] === last[0] && first[1] === last[1]
  const weights = arc.slice(1, -1).map((point) => point[2])
  const third = isIsland ? weights.sort((a, b) => b - a)[Math.min(3, weights.length) - 1] : Infinity
  const limit = Math.min(minWeight, third)
  return arc
    .filter((point, i) => i === 0 || i === arc.length - 1 || point[2] >= limit)
    .map(([x, y]) => [x, y])
}

/** The area in square steps. @throws Error for an open ring, which the file could not hold. */
function areaOf(ring, arcs) {
  const points = ring.flatMap((i) => (i < 0 ? [...arcs[~i]].reverse() : arcs[i]))
  const [first] = points
  const last = points.at(-1)
  if (first[0] !== last[0] || first[1] !== last[1]) throw new Error(`open ring at ${first}`)
  let twice = 0
  for (let i = 1; i < points.length; i++) {
    twice += points[i - 1][0] * points[i][1] - points[i][0] * points[i - 1][1]
  }
  return Math.abs(twice) / 2
}

/** Only the arcs that an area uses, in the order of use. So neighbours in the file are alike. */
function used(arcs, areas) {
  const numbers = new Map()
  const number = (i) => {
    if (!numbers.has(i)) numbers.set(i, numbers.size)
    return numbers.get(i)
  }
  const renumbered = areas.map((area) => ({
    ...area,
    polygons: area.polygons.map((rings) =>
      rings.map((ring) => ring.map((i) => (i < 0 ? ~number(~i) : number(i)))),
    ),
  }))
  return { arcs: [...numbers.keys()].map((i) => arcs[i]), areas: renumbered }
}
