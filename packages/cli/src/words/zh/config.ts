/** Words for finding, reading, checking and resolving the configuration. */

import type { Problem } from '@wechatbot/core'
import type { Words } from '../rooms.ts'
import { ofParser } from './parsers.ts'
import { expectation, finding, place } from './phrases.ts'

export const config: Words['config'] = {
  fileNotFound: (file: string) => `找不到配置文件 ${file}`,
  isFolder: (path: string) =>
    `配置文件 ${path} 是一个文件夹；请写出其中的文件名，或者在该文件夹中不带 --config 运行`,
  badEnding: (file: string, endings: readonly string[]) =>
    `配置文件 ${file}：期望以 ${endings.join('、')} 结尾的文件名`,
  empty: (file: string) => `配置文件 ${file} 是空的`,
  noneIn: (folder: string) =>
    `${folder} 里没有配置文件；写一个 wechatbot.config.ts，或用 --config FILE 指定`,
  ignored: (others: readonly string[]) =>
    `有多个配置文件，这些没有读取：${others.join('、')}；只保留一个`,
  noDefault: (file: string) => `${file} 没有默认导出；写上 export default ...`,
  readsUnreadable: (file: string, why: string) => `${file}：它读取的一个文件打不开：${why}`,
  fails: (file: string, error: string, calls: readonly string[]) =>
    `${file}：运行时出错：${error}\n${calls.join('\n')}`,
  importsMissing: (file: string, name: string) =>
    `${file}：它导入的 "${name}" 找不到；检查路径，或先安装这个包`,
  syntax: (where: string, why: string) => `${where}：语法错误：${ofParser(why)}`,
  unreadable: (where: string, why: string) => `${where}：读取失败：${ofParser(why)}`,
  malformed: '格式错误',
  notUtf8: (encoding: string) =>
    `它是 ${encoding} 编码，而程序文件按 UTF-8 读取；请在编辑器里另存为 UTF-8`,
  fullWidthAt: (line: number, column: number, sign: string, half: string) =>
    `第 ${line} 行第 ${column} 列：「${sign}」是全角符号，请改成半角的「${half}」`,
  isFullWidth: (sign: string, half: string) => `；「${sign}」是全角符号，请改成半角的「${half}」`,
  comma: 'JSON 最后一项后面不能有逗号',
  comment: 'JSON 不能写注释；删掉注释，或改用 YAML、TypeScript',
  unclosed: '文件不完整：有括号或引号没有结束',
  noComma: '这个位置前面缺少逗号，或缺少右括号',
  noColon: '名字和值之间缺少冒号',
  noQuotes: 'JSON 的名字和文本要用双引号',
  lineBreak: '文本里的换行写成 \\n，制表符写成 \\t',
  backslash: '文本里的反斜杠要写两个：\\\\',
  unset: (file: string, variables: readonly string[]) =>
    `${file}：请设置这些环境变量，或写进 .env\n  ${variables.join('\n  ')}`,
  isNotSet: (path: string, variable: string) => `${path}：没有设置 ${variable}`,
  oddLine: (file: string, line: number, hint: string) =>
    `警告：${file}:${line}：期望 NAME=value、注释或空行；这一行没有读取${hint}`,
  tooMany: (file: string, values: number, depth: number) =>
    `${file}：最多 ${values} 个值、${depth} 层，实际超过了；别名（*name）是不是引用了其他别名，或引用了自己？`,

  problems: (file: string, count: number) => `${file}：${count} 个问题`,
  /** One line. What a plugin expects of its options is in the words of the plugin's author. */
  problem: ({ bot, plugin, path, expected, got }: Problem) => {
    const where = [
      ...(bot === undefined ? [] : [`机器人 "${bot}"`]),
      ...(plugin === undefined ? [] : [`插件 "${plugin}"`]),
      ...(path === '' ? [] : [place(path)]),
    ].join('，')
    return `${where || '（整个文件）'}：期望 ${expectation(expected)}，实际是 ${finding(got)}`
  },
  object: '一个对象',
  store: '"sqlite:./wechatbot.db"、"redis://127.0.0.1:6379"、"memory:" 这样的 URL，或一个 Store',
  oneOf: (values: readonly string[]) => `${values.map((value) => `"${value}"`).join('、')} 之一`,
  bots: '机器人的列表',
  atLeastOneBot: '至少有一个机器人的列表',
  itsOwn: (option: string) => `每个机器人的 ${option} 都不同`,
  noFileOfServer: '一个不在 server.verification 里的路径',
  again: (got: string) => `重复的 ${got}`,
  installedPlugin: '已安装的插件',
  notFound: (name: string, tried: readonly string[]) =>
    `"${name}"，找不到（试过 ${tried.join('、')}）`,
  loadablePlugin: '一个插件',
  notLoaded: (name: string, path: string, why: string) => `"${name}"（${path}），加载失败：${why}`,
  storeUrl: '"sqlite:./wechatbot.db"、"redis://127.0.0.1:6379"、"memory:" 这样的 URL',
  noScheme: '没有协议名的文本',
  installedStore: '已安装的 store 的 URL',
  storeNotFound: (scheme: string, tried: readonly string[]) =>
    `"${scheme}:"，找不到它的包（试过 ${tried.join('、')}）`,
  noStoreExport: (folder: string) => `${folder}：期望默认导出 (url, { folder }) => Store`,
  noStoreMade: (folder: string) =>
    `${folder}：期望默认导出返回一个 Store { values, turns, late, close }`,

  notImported: (name: string) => `；先导入它：import { ${name} } from "wechatbot"`,
  didYouMean: (name: string) => `；是不是想写 "${name}"？`,
  pathBegins: (name: string) => `；是不是想写 "${name}"？路径要以 ./ 开头`,
  nearPath: (name: string) => `；是不是想写 "${name}"？路径从配置文件所在的目录算起`,
  pathsAt: '；路径从配置文件所在的目录算起',
  notBuilt: (name: string) => `；${name} 已安装，但入口文件不存在：是不是还没有构建？`,
  plugins: (names: readonly string[]) => `；可用的有 ${names.join('、')}`,
  installTarball: (file: string) => `；包已经在这里：npm install ${file}`,
  foundBeside: (folder: string) => `；插件只找得到装在自己目录 ${folder} 里的包`,
  installThere: (file: string) => `；在那里运行 npm install --no-save ${file}`,
  comesFrom: (name: string) =>
    `；它是 wechatbot 自带的插件：wechatbot 从哪里装的，${name} 也从哪里装`,
  meantOfficial: (plugin: string, name: string) =>
    `；是不是想写 "${plugin}"？它是 wechatbot 自带的插件：wechatbot 从哪里装的，${name} 也从哪里装`,
  stores: (schemes: readonly string[]) =>
    `；可用的有 ${schemes.join('、')}；想把数据留在一个文件里，写 "sqlite:./wechatbot.db"`,
  install: (name: string) => `；wechatbot 从哪里装的，${name} 也从哪里装`,
  otherAuthors: '；别的作者的包，按作者给的名字安装',
}
