/** Official Chinese names, and the changes of cities since the source was drawn. */

const OFFICIAL = {
  北京: '北京市',
  天津: '天津市',
  上海: '上海市',
  重庆: '重庆市',
  内蒙古: '内蒙古自治区',
  广西: '广西壮族自治区',
  西藏: '西藏自治区',
  宁夏: '宁夏回族自治区',
  新疆: '新疆维吾尔自治区',
  香港: '香港特别行政区',
  澳门: '澳门特别行政区',
}

/** Municipalities and special administrative regions. Their features are districts. */
const WITHOUT_CITIES = ['110000', '120000', '310000', '500000', '810000', '820000']

/**
 * Only changes of whole cities are possible here. A county that changed its city (Gongzhuling, 公主岭, to Changchun in
 * 2020) needs district polygons.
 */
const CORRECTIONS = {
  // A city since 2016; the source has the new name and the old code.
  哈密市: { city: '哈密市', adcode: '650500' },
  // A prefecture (地区) until 2017.
  那曲地区: { city: '那曲市', adcode: '540600' },
  // A part of Jinan since the end of 2018.
  莱芜市: { city: '济南市', adcode: '370100' },
  // The source has no code for it.
  昆玉市: { city: '昆玉市', adcode: '659009' },
  // It is no city. It has its name in the source, without the explanation.
  中国属钓鱼岛: { city: '钓鱼岛' },
  // The source has it twice: an empty shape with a code, and a full shape without one.
  山南市: { city: '山南市', adcode: '540500' },
}

/**
 * Kinmen and Matsu are in two files of the source: as counties of Taiwan, and as islands of Quanzhou, Putian and
 * Fuzhou. Their codes (350527, 350122) are codes of Fujian, so the islands stay there.
 */
export const IN_FUJIAN = ['金门县', '连江县']

/** @throws Error for a name that is not in the source's overview map. */
export function provinceOf(short) {
  if (!short) throw new Error('a province file matches no province of china.json')
  return OFFICIAL[short] ?? `${short}省`
}

/** `{ city, adcode? }`. The code is absent where the source has none: in Taiwan. */
export function cityOf(province, provinceCode, name, id) {
  if (WITHOUT_CITIES.includes(provinceCode)) return { city: province, adcode: provinceCode }
  if (CORRECTIONS[name]) return CORRECTIONS[name]
  // Some versions of the source write a code with a suffix. Only six digits count as a code.
  return /^\d{6}$/.test(id ?? '') ? { city: name, adcode: id } : { city: name }
}
