/** Polygons: whether a point is inside, and its distance from the border. */

/** x (longitude) and y (latitude) of each point in turn; the last point equals the first. */
export type Ring = Int32Array

/** The first ring is the outer one, the others are holes. */
export type Polygon = readonly Ring[]

/**
 * Counts the borders on the way east. A point on a border belongs to one of its sides. Of two areas that share a
 * border it is never in both.
 */
export function contains(polygon: Polygon, x: number, y: number): boolean {
  let isInside = false
  for (const ring of polygon) {
    let aX = ring[0] ?? 0
    let aY = ring[1] ?? 0
    for (let i = 2; i < ring.length; i += 2) {
      const bX = ring[i] ?? 0
      const bY = ring[i + 1] ?? 0
      if (aY > y !== bY > y && x < aX + ((y - aY) * (bX - aX)) / (bY - aY)) isInside = !isInside
      aX = bX
      aY = bY
    }
  }
  return isInside
}

/**
 * The squared distance from (x, y) to the nearest border of `polygon`, in steps of latitude. `stretch` is the
 * length of a step of longitude in steps of latitude. The earth counts as flat, which is good enough for some
 * kilometres.
 */
export function squaredDistance(polygon: Polygon, x: number, y: number, stretch: number): number {
  let best = Infinity
  for (const ring of polygon) {
    let aX = ((ring[0] ?? 0) - x) * stretch
    let aY = (ring[1] ?? 0) - y
    for (let i = 2; i < ring.length; i += 2) {
      const bX = ((ring[i] ?? 0) - x) * stretch
      const bY = (ring[i + 1] ?? 0) - y
      const distance = fromOrigin(aX, aY, bX, bY)
      if (distance < best) best = distance
      aX = bX
      aY = bY
    }
  }
  return best
}

/** The squared distance from the origin to the nearest point of the line from a to b. */
function fromOrigin(aX: number, aY: number, bX: number, bY: number): number {
  const dX = bX - aX
  const dY = bY - aY
  const length = dX * dX + dY * dY
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, -(aX * dX + aY * dY) / length))
  return (aX + share * dX) ** 2 + (aY + share * dY) ** 2
}
