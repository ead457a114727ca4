/**
 * The areas of China, from the package's own file.
 * Coordinates are GCJ-02, on the file's integer grid: degrees times `grid`.
 */
import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'

/** A point: x (longitude), y (latitude). */
export type Point = [x: number, y: number]

/** Closed rings: the first is the outer one, the others are holes. */
export type Polygon = Point[][]

export interface Area {
  readonly province: string
  readonly city: string
  readonly adcode?: string
  readonly polygons: readonly Polygon[]
}

export interface AreaFile {
  /** Steps per degree. */
  readonly grid: number
  readonly areas: readonly Area[]
}

/** As written by scripts/generate.mjs. A file by district would add one name to each area. */
interface PackedFile {
  readonly grid: number
  readonly areas: readonly (Omit<Area, 'polygons'> & {
    /** Polygons of rings of numbers: x and y of the first point, then the steps to the next. */
    readonly polygons: readonly (readonly (readonly number[])[])[]
  })[]
}

/** @throws Error of node:fs or node:zlib when the file is missing or damaged. */
export function readAreas(): AreaFile {
  const packed = readFileSync(new URL('../data/cities.json.br', import.meta.url))
  const { grid, areas } = JSON.parse(brotliDecompressSync(packed).toString()) as PackedFile
  return {
    grid,
    areas: areas.map((area) => ({
      ...area,
      polygons: area.polygons.map((rings) => rings.map(unpack)),
    })),
  }
}

function unpack(steps: readonly number[]): Point[] {
  const ring: Point[] = []
  let x = 0
  let y = 0
  for (let i = 0; i + 1 < steps.length; i += 2) {
    x += steps[i] ?? 0
    y += steps[i + 1] ?? 0
    ring.push([x, y])
  }
  const [first] = ring
  // The file leaves out the last point, which closes the ring.
  if (first) ring.push(first)
  return ring
}
