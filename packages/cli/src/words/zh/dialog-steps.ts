/** The step of a dialog in Chinese. The plugin dialog logs it as `├ seat: choice (a, b) when people gt 4: Where?` */

const STEP =
  /^├ ([\p{L}_$][\p{L}\p{N}_$-]*): (\w+(?:,\w+)*)(?: \((.*?)\))?(?: when (.+?))?: (.*)$/su
const FUNCTION = '(function)'

/** The types of an answer, and the kinds of message that may be one. */
const TYPES: Readonly<Record<string, string>> = {
  ...{ text: '文本', integer: '整数', phone: '手机号', choice: '选项', date: '日期' },
  ...{ voice: '语音', image: '图片', video: '视频', shortvideo: '小视频' },
  ...{ location: '位置', link: '链接' },
}

const COMPARISONS: Readonly<Record<string, string>> = {
  ...{ is: '是', eq: '是', not: '不是', in: '属于' },
  ...{ gt: '大于', gte: '至少', lt: '小于', lte: '最多' },
}

/** Undefined for a text that is no step. */
export function stepOf(text: string): string | undefined {
  const [, name, types = '', choices, when, ask = ''] = STEP.exec(text) ?? []
  if (name === undefined) return undefined
  const type = types
    .split(',')
    .map((each) => TYPES[each] ?? each)
    .join('、')
  const listed = choices === undefined ? '' : `（${choices.replaceAll(', ', '、')}）`
  const condition = when === undefined ? '' : `，条件：${conditionOf(when)}`
  return `├ ${name}：${type}${listed}${condition}：${functionOf(ask)}`
}

function functionOf(text: string): string {
  return text === FUNCTION ? '（函数）' : text
}

/** `people gt 4 and lt 9, seat is a` */
function conditionOf(when: string): string {
  return when
    .split(', ')
    .map((each) =>
      each.replace(/(?<= )(is|eq|not|in|gte?|lte?)(?= )/g, (it) => COMPARISONS[it] ?? it),
    )
    .map((each) => functionOf(each).replaceAll(' and ', ' 且 '))
    .join('，')
}
