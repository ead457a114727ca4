/** Writes ../data/cities.json.br. The same input gives the same bytes on the same Node. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants } from 'node:zlib'
import { simplify } from './simplify.mjs'
import { GRID, readSource } from './source.mjs'

const cities = simplify(readSource())

const file = {
  source: 'echarts@4.9.0 map/json/province, Apache-2.0, boundaries of about 2017, simplified',
  datum: 'GCJ-02',
  /** Steps per degree. */
  grid: GRID,
  /** A ring is x, y (longitude, latitude) of its first point, then steps; its end is left out. */
  areas: cities.map(({ province, city, adcode, polygons }) => ({
    province,
    city,
    adcode,
    polygons: polygons.map((rings) => rings.map(pack)),
  })),
}

const text = Buffer.from(JSON.stringify(file))
const packed = brotliCompressSync(text, {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  },
})
mkdirSync(new URL('../data/', import.meta.url), { recursive: true })
writeFileSync(new URL('../data/cities.json.br', import.meta.url), packed)

const rings = cities.flatMap(({ polygons }) => polygons.flat())
const summary = {
  areas: cities.length,
  provinces: new Set(cities.map(({ province }) => province)).size,
  withoutAdcode: cities.filter(({ adcode }) => !adcode).length,
  polygons: cities.flatMap(({ polygons }) => polygons).length,
  points: rings.reduce((sum, ring) => sum + ring.length - 1, 0),
  jsonBytes: text.length,
  brotliBytes: packed.length,
  sha256: createHash('sha256').update(packed).digest('hex'),
}
process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`)

function pack(ring) {
  let [lastX, lastY] = [0, 0]
  return ring.slice(0, -1).flatMap(([x, y]) => {
    const steps = [x - lastX, y - lastY]
    lastX = x
    lastY = y
    return steps
  })
}
