/**
 * The phrases of a configuration's checks in Chinese: those of core, of rules files, and of the plugins of this
 * repository. All others stay as they are: the schema of another plugin has the words of its author. `zh-problems.spec.ts`
 * compares the table with what core and plugins say.
 */
import { OF_PLUGINS, SHAPES_OF_PLUGINS } from './plugin-phrases.ts'

/** Whole phrases, by the English phrase. */
export const EXPECTED: Readonly<Record<string, string>> = {
  ...OF_PLUGINS,
  'a known option': '已知的选项',
  'an object': '一个对象',
  text: '文本',
  'a text': '文本',
  'true or false': 'true 或 false',
  'at least 3 characters, no blanks around (令牌 in the console)':
    '至少 3 个字符，前后没有空格（公众号后台的令牌(Token)）',
  'at least 3 characters, no blanks around (令牌 in the console), or a list of at least one':
    '至少 3 个字符，前后没有空格（公众号后台的令牌(Token)），或至少有一个令牌的列表',
  '43 letters or digits, no + and no / (copy it again from 设置与开发 > 基本配置)':
    '43 位字母或数字，没有 + 和 /（从 设置与开发 > 基本配置 重新复制消息加解密密钥）',
  '43 letters or digits, no + and no / (copy it again from 设置与开发 > 基本配置), or a list of at least one':
    '43 位字母或数字，没有 + 和 /（从 设置与开发 > 基本配置 重新复制消息加解密密钥），或至少有一个密钥的列表',
  'IP addresses or CIDR ranges': 'IP 地址或 CIDR 网段',
  'a word of at most 20 characters': '最多 20 个字符的词',
  'a URL like "https://api.weixin.qq.com"': '形如 "https://api.weixin.qq.com" 的 URL',
  'a URL like "http://10.0.0.1:3128"': '形如 "http://10.0.0.1:3128" 的 URL',
  'a function that resolves to the access token': '返回 access_token 的函数',
  'a host name or address': '主机名或地址',
  'letters, digits, _ or -': '字母、数字、_ 或 -',
  'a path like "/wechat"': '形如 "/wechat" 的路径',
  'an AppID like "wx1234567890abcdef"': '形如 "wx1234567890abcdef" 的 AppID',
  'the AppSecret from the console, without white space': '公众号后台的 AppSecret，中间没有空白',
  "a text that its user reads; { type: 'none' } is silence, { type: 'text', content } any text":
    "用户能读的文本；不回复写 { type: 'none' }，其他文本写 { type: 'text', content }",
  'a list of late strategies': '投递策略的列表',
  'a list of plugins': '插件的列表',
  'a string or a reply object': '文本，或一个回复对象',
  'a word, a RegExp, or a list of them': '词、正则表达式，或它们的列表',
  'a word': '一个词',
  'a time like "09:00"': '"09:00" 这样的时间',
  'a date like "2027-01-01", or two with .. between them':
    '"2027-01-01" 这样的日期，或用 .. 连起来的两个日期',
  'from and to, or closed: true': 'from 和 to，或者 closed: true',
  'days or dates, not both': 'days 或 dates 之一',
  'a file named .csv, .json, .yaml or .yml': '名字以 .csv、.json、.yaml 或 .yml 结尾的文件',
  'a reply in JSON, because it begins with {"': 'JSON 形式的回复，因为它以 {" 开头',
  'a quoted cell, with each " inside written twice':
    '含英文双引号的单元格：整格用英文双引号括起来，里面的每个 " 写成 ""',
  'a reply in JSON, with half-width { } " : and ,': 'JSON 形式的回复，其中 { } " : 和 , 都是半角',
  'a list of rules, or an object with a list as rules': '规则的列表，或 rules 是列表的对象',
  'the option hours beside rules or file': '在 rules 或 file 旁边写选项 hours',
  'YAML with few aliases': '别名不多的 YAML',
  'a word or a RegExp': '词或正则表达式',
  'an option of a rule': '规则的选项',
  'a value': '一个值',
  'a rule { match, reply, ... }': '一条规则 { match, reply, ... }',
  'a word of at least one character': '至少一个字符的词',
  'open or closed, or 营业, 休息': 'open 或 closed，或者 营业、休息',
  'a kind with words to compare: "text", "voice" or an event with an EventKey, like "event:CLICK"; or 文本, 语音, 点击, 扫码, 关注':
    '有文字可以比较的消息：文本、语音，或有 EventKey 的事件，例如点击、扫码、关注（"text"、"voice"、"event:CLICK"……）',
  'a number': '数字',
  'a list of words': '词的列表',
  'at least one word': '至少一个词',
  'at least one reply': '至少一个回复',
  'at least one kind': '至少一种消息',
  'a function of the message': '以消息为参数的函数',
  'a function of a record': '以记录为参数的函数',
  'a name like "MP_verify_AbCd1234.txt", or { name: "file.txt", content: "what it says" }':
    '形如 "MP_verify_AbCd1234.txt" 的文件名，或 { name: "file.txt", content: "文件内容" }',
  'a name like "file.txt"': '形如 "file.txt" 的文件名',
  'a list of files': '文件的列表',
  'an object with a list of buttons': '有按钮列表的对象',
  'a list of 1 to 3 buttons': '1 到 3 个按钮的列表',
  'a time zone like "Asia/Shanghai"': '形如 "Asia/Shanghai" 的时区',
  'a plugin { name, options?, setup }': '一个插件 { name, options?, setup }',
  'a plugin whose options are a Standard Schema (zod 3.24 or newer, valibot, arktype)':
    '一个插件，它的 options 是 Standard Schema（zod 3.24 以上、valibot、arktype）',
  "no personalised menu (个性化菜单): this one is everybody's; api.post('/cgi-bin/menu/addconditional', menu) makes the other":
    "不是个性化菜单：这里的菜单对所有人；个性化菜单用 api.post('/cgi-bin/menu/addconditional', menu)",
  'times as "0 8 * * *" (minute, hour, day, month, weekday)':
    '"0 8 * * *" 这样的时间（分、时、日、月、星期）',
  'a name that no other dialog of this bot has': '和这个机器人的其他 dialog 不同的名字',
  'a function that makes a state': '返回初始状态的函数',
  'whole milliseconds above 0': '大于 0 的整数毫秒',
  'a kind, "message", "event" or "*"': '一种消息，或 "message"、"event"、"*"',
  'a kind, a list of kinds, { MsgType?, Event? } or a function':
    '一种消息、消息种类的列表、{ MsgType?, Event? }，或函数',
  'MsgType or Event': 'MsgType 或 Event',
  'a string or a RegExp': '文本或正则表达式',
  'a text as its name': '它的名字是文本',
  'a Date, or milliseconds from now, 0 to ten years': '一个 Date，或从现在起的毫秒（0 到十年）',
  'a function as the last argument': '最后一个参数是函数',
  'nothing or a function that runs when the bot closes': '没有返回值，或者一个关闭时运行的函数',
  'the key core to be a range of versions like ">=0.1.0 <1"': 'core 是 ">=0.1.0 <1" 这样的版本范围',
  'a button': '一个按钮',
  'a list of buttons': '按钮的列表',
  'none in a sub button': '二级按钮里不能再有二级按钮',
  'at most 5': '最多 5 个',
  'click, or none beside a reply': '写了 reply 就用 click，或不写 type',
  'a URL that begins with https:// or http://': '以 https:// 或 http:// 开头的 URL',
  '& in place of &amp;': '把 &amp; 写成 &',
  'a key of its own for each reply (without key, a name of its own)':
    '每个 reply 的 key 都不同（没有写 key 时，按钮的名字都不同）',
}

/** Phrases with a number or a name in them. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  ...SHAPES_OF_PLUGINS,
  [/^type to be one of (.+)$/, 'type 是 $1 之一'],
  [/^phase to be one of (.+)$/, 'phase 是 $1 之一'],
  [/^(\S+) to have (.+)$/, '$1 只有 $2 这些字段'],
  [/^a text as (id|openid)$/, '$1 是文本'],
  [/^text in (\S+)$/, '$1 是文本'],
  [/^a Blob in (\S+)$/, '$1 是 Blob'],
  [/^an object in (\S+)$/, '$1 是一个对象'],
  [/^a list of articles in (\S+)$/, '$1 是图文的列表'],
  [/^an object of fields in (\S+), never XML$/, '$1 是有字段的对象，不是 XML'],
  [/^each field once in (\S+), and lists below one: (.+)$/, '$1 的字段不重复，列表写在下一层：$2'],
  [/^a file of rules at (.+)$/, '规则文件 $1'],
  [/^a file at (.+)$/, '文件 $1'],
  [/^a header of (.+), or in Chinese (.+)$/, '第一行是列名 $1，或者用中文 $2'],
  [/^a column (\w+)$/, '有 $1 这一列'],
  [
    /^(\d+) cells; put a cell with commas into "quotes"$/,
    '$1 个单元格；有英文逗号的单元格写在英文双引号 "" 里',
  ],
  [/^a regular expression \((.+)\)$/s, '正则表达式（$1）'],
  [/^a whole number from (\d+) to (\d+)$/, '$1 到 $2 的整数'],
  [/^a reply, sub buttons, or one of (.+)$/, 'reply、二级按钮，或 $1 之一'],
  [/^no (\w+) beside a reply$/, '写了 reply，就不写 $1'],
  [/^no (\w+) beside sub buttons$/, '有二级按钮，就不写 $1'],
  [/^one of (.+)$/, '$1 之一'],
  [/^an AppID beside (\w+)$/, '写了 $1，就要写 appId'],
  [/^a key for mode ("\w+")$/, '模式 $1 需要消息加解密密钥(EncodingAESKey)'],
  [/^the package (\S+) \((npm install \S+)\)$/, '已安装的包 $1（$2）'],
  [/^a text of at most (\d+) bytes$/, '最多 $1 字节的文本'],
]

const FOUND: Readonly<Record<string, string>> = {
  'an empty file': '空文件',
  both: '两个都写了',
  none: '没有',
  neither: '两个都没有写',
  'no name': '没有 name',
  ENOENT: '没有',
  nothing: '没有写',
  undefined: '没有写',
  'an empty list': '空列表',
  'a list': '列表',
  'an object': '对象',
  'a function': '函数',
  'a number; put it in quotes': '数字；请加上引号',
}

/** The parts of the times of `every`, by the names of the library that reads them. */
const PARTS: Readonly<Record<string, string>> = {
  minute: '分',
  hour: '时',
  day: '日',
  month: '月',
  dayOfWeek: '星期',
}

/** Translates the path of a problem: that of set times names their plugin. */
export function place(path: string): string {
  return path.replace(/^(every\(.*\)) of (".*")$/s, '$2 的 $1')
}

/** Translates the `expected` of a problem. */
export function expectation(text: string): string {
  const whole = EXPECTED[text]
  if (whole !== undefined) return whole
  const [shape, chinese] = SHAPES.find(([each]) => each.test(text)) ?? []
  if (shape === undefined || chinese === undefined) return text
  return text
    .replace(shape, chinese)
    .replaceAll('", "', '"、"')
    .replaceAll(/(?<=\{\w+\}) (?=\{)/g, '、')
    .replaceAll(/(?<=[}｝)]), (?=[{｛])/g, '、')
    .replaceAll(/ \(did you mean (\{.+?\})\?\)/g, '（是不是想写 $1？）')
}

/** Translates the `got` of a problem, with the suggestion that may follow it. */
export function finding(text: string): string {
  return (FOUND[text] ?? text)
    .replace(/^the key (".+?")(?=;|$)/, '键 $1')
    .replace(
      /(^|: )the name (".*?"); names are resolved by loadConfig\(\) of "wechatbot", or import the plugin and pass it$/,
      '$1名字 $2；名字由 "wechatbot" 的 loadConfig() 解析，或者导入插件再传进来',
    )
    .replace(
      /; write a time of the calendar as new Date\(\.\.\.\)$/,
      '；日历上的时间写成 new Date(...)',
    )
    .replace(/(^|: )an object without a name(?=;|$)/, '$1没有 name 的对象')
    .replace(
      /(^|: )a function without setup; export what definePlugin\((.+?)\) returns$/,
      '$1一个没有 setup 的函数；导出 definePlugin($2) 返回的插件',
    )
    .replace(
      /(^|: )plugin (".+?") whose options are no schema$/,
      '$1插件 $2，它的 options 不是 schema',
    )
    .replace(/(^|: )plugin (".+?") without a setup function/, '$1插件 $2，没有 setup 函数')
    .replace(/(^|: )plugin (".+?") with the key (".+?")(?=;|$)/, '$1插件 $2，其中有 $3')
    .replace(/; options stand with their plugin: (.+)$/, (_, pairs: string) => {
      return `；选项和插件写在一起：${pairs.replace('] or [', '] 或 [')}`
    })
    .replace(/: CronPattern: Invalid value for (\w+): /, (_, part: string) => {
      return `：「${PARTS[part] ?? part}」不能是 `
    })
    .replace(/: CronPattern: invalid configuration format .*$/s, '：应该是用空格隔开的五个部分')
    .replace(/^(\d+) characters$/, '$1 个字符')
    .replace(/^(\d+) cells$/, '$1 个单元格')
    .replace(/^(\d+) buttons$/, '$1 个按钮')
    .replace(/; did you mean (".*")\?$/, '；是不是想写 $1？')
    .replace(/ \((\d+) bytes\)$/, '（$1 字节）')
    .replace(
      /; install a version of the plugin for it, or update wechatbot$/,
      '；安装适合它的插件版本，或升级 wechatbot',
    )
}
