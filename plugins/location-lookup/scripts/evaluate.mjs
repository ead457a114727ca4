/**
 * Counts the places in evaluation/places.csv that the built plugin (`../dist`) names rightly. `--json` prints the
 * result as data. `--all` reads all.csv of sample.mjs instead, which is not committed. Needs only the built plugin.
 */
import { readFileSync } from 'node:fs'
import { toGcj02 } from '../dist/datum.js'
import { createLookup } from '../dist/lookup.js'

const lookup = createLookup()
const file = process.argv.includes('--all') ? 'evaluation/all.csv' : 'evaluation/places.csv'
const [, ...lines] = readFileSync(new URL(file, import.meta.url), 'utf8')
  .trim()
  .split('\n')

const judged = lines.map((line) => {
  const [, name, latitude, longitude, province, city, district, km, near] = line.split(',')
  const at = toGcj02(lookup, Number(latitude), Number(longitude), 'wgs84')
  const got = lookup(...at) ?? {}
  const isProvince = got.province === province
  const isCity = isProvince && got.city === city
  return {
    name,
    expected: [province, city, district].filter((part) => part !== ''),
    got: [got.province, got.city, got.district].filter((part) => part !== undefined),
    km: Number(km),
    isNear: near === 'near',
    right: {
      province: isProvince,
      city: isCity,
      district: isCity && (got.district ?? '') === district,
    },
  }
})

const groups = {
  all: judged,
  near: judged.filter(({ isNear }) => isNear),
  far: judged.filter(({ isNear }) => !isNear),
}
const figures = Object.fromEntries(
  Object.entries(groups).map(([group, places]) => [
    group,
    {
      places: places.length,
      ...Object.fromEntries(
        ['province', 'city', 'district'].map((level) => [
          level,
          places.filter(({ right }) => right[level]).length,
        ]),
      ),
    },
  ]),
)
const misses = judged
  .filter(({ right }) => !right.district)
  .map(({ name, expected, got, km }) => ({
    name,
    expected: expected.join(''),
    got: got.join(''),
    km,
  }))

if (process.argv.includes('--json')) {
  process.stdout.write(`${JSON.stringify({ figures, misses })}\n`)
} else {
  for (const [group, { places, ...right }] of Object.entries(figures)) {
    const shares = Object.entries(right).map(
      ([level, n]) => `${level} ${n} (${((100 * n) / places).toFixed(1)} %)`,
    )
    process.stdout.write(`${group}: ${places} places; right: ${shares.join(', ')}\n`)
  }
  for (const { name, expected, got, km } of misses) {
    process.stdout.write(
      `miss: ${name}, ${expected}; got ${got || 'nothing'}; ${km} km to the next\n`,
    )
  }
}
