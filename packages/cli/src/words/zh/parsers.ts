/**
 * What parsers say of a mistake, in Chinese: js-yaml of YAML, and Babel of TypeScript and JavaScript. These are the
 * frequent phrases of hundreds. `parsers.spec.ts` makes each mistake.
 */

/** `$1` is the part of the file that the parser quotes. */
export const OF_PARSERS: readonly (readonly [RegExp, string])[] = [
  // YAML
  [/^tab characters must not be used in indentation$/, '缩进不能用制表符（Tab），请改用空格'],
  [/^bad indentation of a (?:mapping|sequence) entry$/, '缩进不对，或者冒号后面缺少空格'],
  [
    /^end of the stream or a document separator is expected$/,
    '这一行和前面的内容接不上：检查缩进，以及冒号后面的空格',
  ],
  [/^can not read an implicit mapping pair; a colon is missed$/, '名字后面缺少冒号'],
  [
    /^can not read a block mapping entry; a multiline key may not be an implicit key$/,
    '上一行缺少冒号，或者缩进不对',
  ],
  [/^missed comma between flow collection entries$/, '[ ] 或 { } 里的两项之间缺少逗号'],
  [/^expected the node content, but found ','$/, '多了一个逗号'],
  [/^unexpected end of the stream within a flow collection$/, '[ 或 { 没有结束'],
  [/^unexpected end of the stream within a (?:single|double) quoted scalar$/, '引号没有结束'],
  [/^unknown escape sequence$/, '双引号里的反斜杠要写两个，或改用单引号'],
  [/^duplicated mapping key$/, '名字重复'],
  [/^unidentified alias "(.+)"$/, '没有名为 $1 的锚点；文本以 * 开头时要加引号'],
  [/^unknown tag !<(.+)>$/, '未知的标签 $1；文本以 ! 开头时要加引号'],
  // TypeScript and JavaScript
  [/^Unexpected token, expected "(.+)"$/, '这里缺少 "$1"'],
  [/^Unexpected token\.?$/, '这里多了或少了符号'],
  [/^Unexpected character '(.+)'\.$/s, '不能识别的字符 "$1"'],
  [/^Unterminated string constant\.$/, '字符串的引号没有结束'],
  [/^Unterminated template\.$/, '模板字符串的反引号没有结束'],
  [/^Unterminated comment\.$/, '注释没有结束'],
  [/^Missing semicolon\.$/, '两条语句之间缺少分号，或者前面少了符号'],
  [/^Identifier '(.+)' has already been declared\.$/, '"$1" 声明了两次'],
]

/** Translates the detail of a parser. All other details stay English. */
export function ofParser(why: string): string {
  const [phrase, chinese = ''] = OF_PARSERS.find(([each]) => each.test(why)) ?? []
  return phrase === undefined ? why : why.replace(phrase, chinese)
}
