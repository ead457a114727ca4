/**
 * What the plugins of this repository log during their setup, and core for them, in Chinese. `check` shows it to people;
 * the log itself is English. Lines of other plugins, and those that are unknown here, stay as they are.
 */
import { stepOf } from './dialog-steps.ts'

type Said = readonly (readonly [RegExp, string])[]

/** Why an expression runs in the worker. The first that fits is taken. */
const REASONS: Said = [
  [/^its rule says unsafe: true$/, '规则写了 unsafe: true'],
  [/^it has a backreference$/, '有反向引用'],
  [/^it has a lookahead$/, '有先行断言'],
  [/^it has a lookbehind$/, '有后行断言'],
  [/^it has (.+) with the flags? (\w+)$/, '在标志 $2 下有 $1'],
  [/^it has the flag (\w)$/, '有标志 $1'],
  [/^it has (.+)$/, '有 $1'],
  [/^it changes flags within$/, '中间改变了标志'],
  [/^it is newer than the parser$/, '语法太新，解析器还不认识'],
  [/^it is too large for the linear engine$/, '对线性引擎来说太大'],
  [
    /^it takes (\d+) steps a character, the linear engine has (\d+)$/,
    '每个字符要 $1 步，线性引擎最多 $2 步',
  ],
  [/^it repeats what may be empty, (.+)$/, '重复了可能为空的部分 $1'],
  [/^it repeats a group that not each repetition needs, (.+)$/, '重复的分组不是每次都需要：$1'],
]

/** Of dialog, handoff and ai. */
const OF_TALKS: Said = [
  [/^starts with begin\(\)$/, '只由 begin() 开始'],
  [/^starts with (.+)$/, '由 $1 开始'],
  [/^└ done$/, '└ 完成'],
  [/^└ done: /, '└ 完成：'],
  [
    /^the answers to (".+") are kept nowhere: set tell, or let done be a function that keeps them$/,
    '$1 的答案哪里都不留：写上 tell，或者把 done 写成保存答案的函数',
  ],
  [
    /^remind and tell need the API: without an appSecret nothing is sent$/,
    'remind 和 tell 要用 API：没有 appSecret，什么也不发送',
  ],
  [
    /^buttons need the API: without an appSecret their choices are asked as a text$/,
    'buttons 要用 API：没有 appSecret，选项用文字提问',
  ],
  [
    /^notify needs the API: without an appSecret the owner is told nothing$/,
    'notify 要用 API：没有 appSecret，不会通知店主',
  ],
  [/^a fake model answers$/, '由假模型回答'],
]

/** Of keyword and welcome. */
const OF_RULES: Said = [
  [/^what looks for each rule$/, '每条规则用什么匹配'],
  [/: linear$/, '：线性引擎'],
  [/: words, exact$/, '：按词匹配，等于'],
  [/: words, contains$/, '：按词匹配，包含'],
  [/: words, prefix$/, '：按词匹配，开头'],
  [/^(.+) never answers: (.+) always answers before it$/, '$1 永远不会回复：前面的 $2 总会先回复'],
  [/^(\d+) more rules never answer$/, '还有 $1 条规则永远不会回复'],
  [
    /^pictures and voices by file are uploaded by the API: without an appSecret the next rule or plugin answers$/,
    '按文件发图片和语音要用 API 上传：没有 appSecret，由下一条规则或下一个插件回复',
  ],
  [
    /^pictures and voices by file are uploaded by the API: without an appSecret they are not sent$/,
    '按文件发图片和语音要用 API 上传：没有 appSecret，不会发送',
  ],
  [
    /^unsafe: true runs in the worker; without it an expression runs there only if it must$/,
    'unsafe: true 在工作线程里运行；不写它，只有必须时才在那里运行',
  ],
  [
    /^(.+) looks for "qrscene_", which is taken off before: write the scene alone, without it$/,
    '$1 匹配 "qrscene_"，但匹配之前它已经去掉：只写场景值',
  ],
  [
    /^(.+) looks for "(.+)" as one word: separate words by \|, or write a list in JSON and YAML$/,
    '$1 把 "$2" 当作一个词：用 | 分隔多个词，JSON 和 YAML 里写成列表',
  ],
  [
    /^(.+) says "(.+)" as it is: only a rule with when has times$/,
    '$1 会原样回复 "$2"：只有写了 when 的规则才填时间',
  ],
  [
    /^(.+) says "(.+)" as it is: a rule with when: (\w+) has (\{\w+\}), in half-width braces$/,
    '$1 会原样回复 "$2"：when: $3 的规则填的是 $4，用半角花括号',
  ],
]

/** Why core drops a metric. */
const OF_METRICS: Said = [
  [/^metric dropped$/, '没有记录这个指标'],
  [
    /^expected a name of at most (\d+) lower-case letters, digits and _$/,
    '名字要由小写字母、数字和 _ 组成，最多 $1 个',
  ],
  [/^expected a name that is no part of a histogram$/, '名字不能以直方图自用的后缀结尾'],
  [/^expected a finite number$/, '值要是有限的数字'],
  [/^expected a counter that grows, by 0 or more$/, '计数器只增不减：值不能小于 0'],
  [/^expected at most (\d+) labels$/, '最多 $1 个标签'],
  [
    /^expected labels of at most (\d+) lower-case letters, digits and _, other than (.+)$/,
    '标签的名字要由小写字母、数字和 _ 组成，最多 $1 个，不能是 $2',
  ],
  [
    /^expected labels that are texts of at most (\d+) characters$/,
    '标签的值要是最多 $1 个字符的文本',
  ],
  [
    /^expected no metric from an observer of metrics: they would never end$/,
    '指标的观察函数不能再记录指标，否则会无限循环',
  ],
]

/** Of any plugin: core says it. */
const OF_ANY: Said = [
  [
    /^another plugin before it is named (".+"), too: in another order each reads what the other has kept; give one of them another name$/,
    '前面已有另一个插件也叫 $1：两个的顺序一变，就会读到对方保存的内容；给其中一个改名',
  ],
  [
    /^nothing calls (\w+\(\)) of the plugin: return it from setup, or pass it to scope\.onClose$/,
    '插件的 $1 不会被调用：让 setup 返回它，或者交给 scope.onClose',
  ],
]

const LINES: Said = [...OF_TALKS, ...OF_RULES, ...OF_METRICS, ...OF_ANY]

const WORKER = /: worker \((\d+) ms\): (.+)$/

/** Translates a line, or one of the texts below it. */
export function saidInSetup(text: string): string {
  const worker = WORKER.exec(text)
  if (worker === null) return stepOf(text) ?? translated(text, LINES)
  const [whole, ms, why = ''] = worker
  return `${text.slice(0, -whole.length)}：工作线程（${ms} 毫秒）：${translated(why, REASONS)}`
}

function translated(text: string, said: Said): string {
  const [english, chinese] = said.find(([each]) => each.test(text)) ?? []
  return english === undefined || chinese === undefined ? text : text.replace(english, chinese)
}
