/**
 * Reads the province files of echarts: names, administrative codes (adcode) and polygons.
 * Coordinates stay integers on the source's own grid, 1024 steps per degree (about 100 m).
 */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { cityOf, IN_FUJIAN, provinceOf } from './names.mjs'

/** Steps per degree. echarts divides by the same number when it decodes. */
export const GRID = 1024

const directory = join(
  dirname(createRequire(import.meta.url).resolve('echarts/package.json')),
  'map/json',
)

/**
 * Gives one item for each feature: `{ province, city, adcode, name, id, polygons }`. `name` and `id` are those of
 * the source, and the other names are those of the feature's city. A polygon is a list of closed rings; the first
 * ring is the outer one.
 */
export function readSource() {
  const provinces = new Map(
    readJson('china.json').features.map(({ properties }) => [properties.id, properties.name]),
  )
  return readdirSync(join(directory, 'province'))
    .sort()
    .flatMap((file) => {
      const { UTF8Encoding: isEncoded, features } = readJson(join('province', file))
      const code = provinceCode(file, features)
      const province = provinceOf(provinces.get(code))
      return features.map(({ id, properties: { name }, geometry }) => ({
        province,
        ...cityOf(province, code, name, id),
        name,
        id,
        polygons: polygonsOf(geometry, isEncoded),
      }))
    })
    .filter(({ city, polygons }) => polygons.length > 0 && !IN_FUJIAN.includes(city))
}

function readJson(name) {
  return JSON.parse(readFileSync(join(directory, name), 'utf8'))
}

/** The first two digits of any feature's code. The features of Taiwan have no code. */
function provinceCode(file, features) {
  const id = features.find((feature) => feature.id)?.id
  if (id) return `${id.slice(0, 2)}0000`
  if (file === 'taiwan.json') return '710000'
  throw new Error(`no feature of "${file}" has an id; say in source.mjs which province it is`)
}

function polygonsOf({ type, coordinates, encodeOffsets }, isEncoded) {
  const polygons = type === 'MultiPolygon' ? coordinates : [coordinates]
  const offsets = type === 'MultiPolygon' ? encodeOffsets : [encodeOffsets]
  return polygons
    .map((rings, i) =>
      rings.map((ring, j) => closed(isEncoded ? decode(ring, offsets[i][j]) : onGrid(ring))),
    )
    .filter(([outer]) => outer && outer.length >= 4)
}

/** Decodes two characters for each point: the step from the last point, in zigzag (0, -1, 1, -2, ...), plus 64. */
function decode(text, [startX, startY]) {
  const ring = []
  let x = startX
  let y = startY
  for (let i = 0; i < text.length; i += 2) {
    x += step(text, i)
    y += step(text, i + 1)
    ring.push([x, y])
  }
  return ring
}

function step(text, i) {
  const zigzag = text.charCodeAt(i) - 64
  return (zigzag >> 1) ^ -(zigzag & 1)
}

/** The file of Tibet is plain GeoJSON. Its coordinates are already rounded to the grid. */
function onGrid(ring) {
  return ring.map(([longitude, latitude]) => [
    Math.round(longitude * GRID),
    Math.round(latitude * GRID),
  ])
}

/** Closes a ring. One ring of the source ends a step before its start. */
function closed(ring) {
  const [first] = ring
  const last = ring.at(-1)
  if (!first || (first[0] === last[0] && first[1] === last[1])) return ring
  return [...ring, first]
}
