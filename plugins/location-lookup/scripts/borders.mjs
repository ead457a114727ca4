/** The distance of a point from the next district, by the polygons of the package. Needs ../dist. */
import { readAtlas } from '../dist/areas.js'
import { contains, squaredDistance } from '../dist/polygon.js'

const KM_PER_DEGREE = 111.2

/** Maps `(latitude, longitude)` of GCJ-02 to kilometres. It is 0 where two districts overlap. */
export function createBorders() {
  const { grid, areas } = readAtlas()
  return (latitude, longitude) => {
    const [x, y] = [longitude * grid, latitude * grid]
    const stretch = Math.cos((latitude * Math.PI) / 180)
    const distances = areas
      .map(({ polygons }) =>
        Math.min(
          ...polygons.map((polygon) =>
            contains(polygon, x, y) ? 0 : squaredDistance(polygon, x, y, stretch),
          ),
        ),
      )
      .sort((a, b) => a - b)
    // The first distance is that of the district around the point.
    return (Math.sqrt(distances[1]) / grid) * KM_PER_DEGREE
  }
}
