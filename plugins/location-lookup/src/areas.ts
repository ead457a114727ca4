/**
 * The areas of China, from the files of this package. Coordinates are GCJ-02 on the integer grid of the files,
 * which is degrees times `grid`.
 */
import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import type { Polygon, Ring } from './polygon.ts'

export interface Area {
  readonly province: string
  readonly city: string
  readonly district?: string
  readonly adcode?: string
  readonly polygons: readonly Polygon[]
}

export interface Atlas {
  /** Steps per degree. */
  readonly grid: number
  readonly areas: readonly Area[]
}

/** The form that scripts/generate.mjs writes. */
interface NamesFile {
  readonly grid: number
  readonly areas: readonly (Omit<Area, 'polygons'> & {
    /** A polygon is a list of rings, and a ring is a list of numbers of arcs. `~i` is arc i backwards. */
    readonly polygons: readonly (readonly (readonly number[])[])[]
  })[]
}

/** @throws Error of node:fs or node:zlib when a file is missing or damaged. */
export function readAtlas(): Atlas {
  const { grid, areas } = JSON.parse(unpack('districts.json.br').toString()) as NamesFile
  const arcs = readArcs(unpack('borders.bin.br'))
  return {
    grid,
    areas: areas.map((area) => ({
      ...area,
      polygons: area.polygons.map((rings) => rings.map((ring) => join(ring, arcs))),
    })),
  }
}

function unpack(name: string): Buffer {
  return brotliDecompressSync(readFileSync(new URL(`../data/${name}`, import.meta.url)))
}

/** Reads borders between two junctions: the number of points, then the steps to each point, as zigzag varints. */
function readArcs(bytes: Uint8Array): readonly Ring[] {
  const arcs: Ring[] = []
  let at = 0
  const varint = (): number => {
    let number = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0
      number |= (byte & 127) << shift
      if (byte < 128) return number
    }
  }
  const step = (): number => {
    const zigzag = varint()
    return (zigzag >>> 1) ^ -(zigzag & 1)
  }
  while (at < bytes.length) {
    const arc = new Int32Array(2 * varint())
    for (let i = 0; i < arc.length; i += 1) arc[i] = (i < 2 ? 0 : (arc[i - 2] ?? 0)) + step()
    arcs.push(arc)
  }
  return arcs
}

/** Joins arcs. Each arc begins where the arc before it ends. */
function join(numbers: readonly number[], arcs: readonly Ring[]): Ring {
  const parts = numbers.map((i) => {
    const arc = arcs[i < 0 ? ~i : i]
    if (arc === undefined)
      throw new Error(`data/districts.json.br names arc ${i}, which is not there`)
    return i < 0 ? reversed(arc) : arc
  })
  const ring = new Int32Array(parts.reduce((sum, { length }) => sum + length - 2, 2))
  let at = 0
  for (const part of parts) {
    ring.set(part, at)
    at += part.length - 2
  }
  return ring
}

function reversed(arc: Ring): Ring {
  const points = new Int32Array(arc.length)
  for (let i = 0; i < arc.length; i += 2) {
    points[i] = arc[arc.length - 2 - i] ?? 0
    points[i + 1] = arc[arc.length - 1 - i] ?? 0
  }
  return points
}
