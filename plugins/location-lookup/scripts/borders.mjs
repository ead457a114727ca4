/** How far a point is from the next district, by the polygons of the package. Needs ../dist. */
import { readAtlas } from '../dist/areas.js'
import { contains, squaredDistance } from '../dist/polygon.js'

const KM_PER_DEGREE = 111.2

/** `(latitude, longitude)` of GCJ-02 to kilometres: 0 is where two districts overlap. */
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
    // The first is the district that the point is in.
    return (Math.sqrt(distances[1]) / grid) * KM_PER_DEGREE
  }
}
