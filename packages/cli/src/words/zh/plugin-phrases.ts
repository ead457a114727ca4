/**
 * The phrases of the options of this repository's plugins in Chinese. `plugin-phrases.spec.ts` compares the tables
 * with the plugins' schemas.
 */

/** Whole phrases, by the English phrase. */
export const OF_PLUGINS: Readonly<Record<string, string>> = {
  // Several plugins.
  'a function': '函数',
  'a list': '列表',
  'a whole number': '整数',
  'a text or a function': '文本或函数',
  'a text, or a function': '文本，或函数',
  'a text or a number': '文本或数字',
  'milliseconds, at most 86400000 (a day)': '最多 86400000 毫秒（一天）',
  'milliseconds, at most 604800000 (7 days)': '最多 604800000 毫秒（7 天）',
  'at least one date': '至少一个日期',

  // ai
  '"provider/model", or a model of the AI SDK': '"provider/model"，或 AI SDK 的模型',
  'a URL like "https://api.example.com/v1"': '形如 "https://api.example.com/v1" 的 URL',
  'a function (input, { conversation, signal })': '函数 (input, { conversation, signal })',
  'a function (text, way, ctx)': '函数 (text, way, ctx)',
  'false, or { messages, ttlMs } with whole numbers, messages at least 2':
    'false，或 { messages, ttlMs }：都是整数，messages 至少是 2',
  'at least 2, a question and its answer; or memory: false':
    '至少是 2（一问一答）；不要记忆就写 memory: false',
  'tools of the AI SDK, by name': 'AI SDK 的工具，名字作为键',
  'tools of the AI SDK, by name; true for "handoff" and "remind" only':
    'AI SDK 的工具，名字作为键；只有 "handoff" 和 "remind" 可以写 true',
  '"minute", "hour", "day", or whole milliseconds above 0':
    '"minute"、"hour"、"day"，或大于 0 的整数毫秒',
  'a list of kinds': '消息种类的列表',
  'nothing beside "flow", which answers instead': '写了 "flow" 就不写它：由 flow 回复',

  // dialog
  'a word or a pattern that starts it': '开始对话的词或正则表达式',
  'a text, a RegExp, or a list of them': '文本、正则表达式，或它们的列表',
  'a text, a RegExp or { pattern, flags? }': '文本、正则表达式，或 { pattern, flags? }',
  'a text, or a list of texts': '文本，或文本的列表',
  'a text, or a function of the answers': '文本，或以答案为参数的函数',
  'at least one step': '至少一个步骤',
  'at least one choice': '至少一个选项',
  'a name of letters, digits, _ and -': '由文字、数字、_ 和 - 组成的名字',
  'a name that no earlier step has': '前面的步骤没有用过的名字',
  'a Standard Schema': '一个 Standard Schema',
  'either type or schema': 'type 和 schema 之一',
  'a list, for type choice': 'type 是 choice 时，写选项的列表',
  'a function, or conditions like { people: { gt: 4 } }':
    '函数，或 { people: { gt: 4 } } 这样的条件',
  'event:CLICK and the key of a menu button': 'event:CLICK 和菜单按钮的 key',
  'the name of a step of type date': '一个步骤的名字，它的 type 是 date',
  'a time like "30m", "3h" or "1d"': '"30m"、"3h"、"1d" 这样的时间',
  'the name of a step before it; there is none': '前面某个步骤的名字；前面没有步骤',

  // handoff
  'an account like "kf2001@gh_0123456789ab"': '形如 "kf2001@gh_0123456789ab" 的客服账号',
  'the OpenID of the owner': '店主的 OpenID',

  // hours
  'hours, or branches with hours': 'hours，或有 hours 的 branches',
  'hours or branches': 'hours 和 branches 之一',

  // keyword
  'a path or a file: URL': '路径或 file: URL',
  'a path, a file: URL, or a list of them': '路径、file: URL，或它们的列表',
  'a Clock': '一个 Clock',

  // location-lookup
  'a text that is not empty': '不是空的文本',
  'true, false, or { everyHours } from 0.01 to 8760':
    'true、false，或 { everyHours }：从 0.01 到 8760',
  'a list of places': '地点的列表',
  'a name': '名字',
  'a link': '链接',
  'a link with http:// or https://': '以 http:// 或 https:// 开头的链接',
  'a key of lbs.qq.com': 'lbs.qq.com 的密钥',
  'a URL': '一个 URL',
  'an https:// URL; http:// on this machine only': '以 https:// 开头的 URL；http:// 只用于本机',
}

/** Phrases with a number or a name in them. */
export const SHAPES_OF_PLUGINS: readonly (readonly [RegExp, string])[] = [
  [/^at least (\d+)$/, '至少是 $1'],
  [/^at most (\d+)$/, '最多是 $1'],
  [/^a number, at least (\d+)$/, '数字，至少是 $1'],
  [/^a whole number, at least (\d+)$/, '整数，至少是 $1'],
  [/^milliseconds, at least (\d+)$/, '至少 $1 毫秒'],
  [/^hours from (\S+) to (\S+)$/, '$1 到 $2 小时'],
  [/^degrees from (\S+) to (\S+)$/, '$1 到 $2 度'],
  [/^kilometres from (\S+) to (\S+)$/, '$1 到 $2 公里'],
  [/^milliseconds from (\S+) to (\S+)$/, '$1 到 $2 毫秒'],
  [/^("[^"]+"(?:, "[^"]+")*) or ("[^"]+")$/, '$1 或 $2'],
  [/^one of (.+), or (\p{Script=Han}.*)$/u, '$1，或者 $2 之一'],

  // ai
  [
    /^"provider\/model" with one of (.+); a model of the AI SDK; or "flow"$/,
    '"provider/model"（provider 是 $1 之一）、AI SDK 的模型，或 "flow"',
  ],
  [
    /^"provider\/model" with one of (.+), or "baseURL" beside it$/,
    '"provider/model"，provider 是 $1 之一，或者同时写 "baseURL"',
  ],
  [
    /^a key, here or in the environment variable (\w+); make one at (\S+)$/,
    '密钥，写在这里或环境变量 $1 里；在 $2 申请',
  ],

  // dialog
  [
    /^(\{.+\}) to be the name of a step before it; there is none$/,
    '$1 是前面某个步骤的名字；前面没有步骤',
  ],
  [/^(\{.+\}) to be the name of a step before it: (.+)$/, '$1 是前面某个步骤的名字：$2'],
  [/^(\{.+\}) in half-width braces$/, '$1 用半角花括号'],
  [/^the name of a step before it: (.+)$/, '前面某个步骤的名字：$1'],
  [/^no (\w+) here: it belongs to type (\w+)$/, '这里不写 $1：它属于 type $2'],
  [/^at least min, (.+)$/, '不小于 min，即 $1'],

  // handoff, hours, location-lookup. `expectation` puts 、 between the placeholders.
  [/^a text with the placeholders (.+); unknown: (.+)$/, '文本，占位符只能用 $1；不认识 $2'],
  [/^a text without placeholders; found: (.+)$/, '文本，没有占位符；写了 $1'],
]
