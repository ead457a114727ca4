/** How far a point is from a border. */
import type { Polygon } from './areas.ts'

/**
 * From (x, y) to the nearest border of `polygon`, squared, in steps of latitude.
 * `stretch` is the length of a step of longitude in steps of latitude. Flat: good for some
 * kilometres.
 */
export function squaredDistance(x: number, y: number, stretch: number, polygon: Polygon): number {
  let best = Infinity
  for (const ring of polygon) {
    let [lastX, lastY] = [Number.NaN, Number.NaN]
    for (const [pointX, pointY] of ring) {
      const nextX = (pointX - x) * stretch
      const nextY = pointY - y
      // NaN, for the first point, is never less.
      const distance = fromOrigin(lastX, lastY, nextX, nextY)
      if (distance < best) best = distance
      lastX = nextX
      lastY = nextY
    }
  }
  return best
}

/** From the origin to the nearest point of the line from a to b, squared. */
function fromOrigin(aX: number, aY: number, bX: number, bY: number): number {
  const dX = bX - aX
  const dY = bY - aY
  const length = dX * dX + dY * dY
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, -(aX * dX + aY * dY) / length))
  return (aX + share * dX) ** 2 + (aY + share * dY) ** 2
}
