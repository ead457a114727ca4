/** Words of `wechatbot import`: its help, and its notes on each setting that the bot handles in another way. */

export const importConsole = {
  help: `Usage: wechatbot import [options]

What WeChat's console has, welcome text, keyword replies and menu, ends when a server is switched on.
Reads it by the API, and writes it as a configuration, from which plugins and menu are copied into your
own. Changes nothing in the account; every account may, a 测试号 too. Needs appId and appSecret.

Options:
      --out FILE     where to (wechatbot.imported.json); a file that exists is not touched
      --bot NAME     the bot of the config file (the first)
  -c, --config FILE  the config file
      --lang LANG    the language: en or zh
  -h, --help         this text

What has no counterpart stands in the file's $comment, and is printed.
`,
  exists: (file: string) => `${file} exists; name another file with --out`,
  nothing: 'the console has no welcome text, no keyword reply and no menu; nothing was written',
  written: (what: readonly string[], file: string) => `${what.join(', ')}: ${file}`,
  welcome: 'welcome text',
  rules: (count: number) => (count === 1 ? '1 keyword rule' : `${count} keyword rules`),
  buttons: (count: number) => `a menu of ${count === 1 ? '1 button' : `${count} buttons`}`,
  needs: (plugins: readonly string[]) =>
    `it needs ${plugins.join(' and ')}, from where wechatbot was installed, and the account's token as WECHAT_TOKEN in the environment or in .env`,
  checkIt: (file: string) =>
    `see what it makes: npx wechatbot check --config ${file}; talk to it: npx wechatbot dev --config ${file}`,

  origin: (time: string) =>
    `Written by "wechatbot import" on ${time}. Copy plugins and menu into your configuration.`,
  note: (where: string, text: string) => `${where}: ${text}`,
  welcomeAt: 'welcome text',
  fallbackAt: 'reply to all other messages',
  ruleAt: (name: string) => `rule "${name}"`,
  buttonAt: (name: string) => `button "${name}"`,
  welcomeOff: (what: string) => `switched off in the console, not written: ${what}`,
  fallback: (what: string) =>
    `once an hour at most, not written: ${what}. A last handler for "text" can give it`,
  firstOf: (others: readonly string[]) =>
    `the console sends all replies, the bot one; left out: ${others.join('; ')}`,
  temporary: (what: string) =>
    `${what}: this media id ends after three days; upload the file, and write the id that comes`,
  video: (url: string) =>
    `a video, not written: download it and upload it for a media id; it is at ${url}`,
  oneArticle: (titles: readonly string[]) =>
    `a message is answered with one article; left out: ${titles.join('; ')}`,
  unknownReply: (type: string) => `a reply of type "${type}", not written`,
  refused: (why: string) => `not written: ${why}`,
  noReply: 'no reply is left, so the rule is not written',
  noKeyword: 'no keyword is left, so the rule is not written',
  unknownMatch: (mode: string, keyword: string) =>
    `keyword "${keyword}" with the unknown match mode "${mode}", written as contains`,
  variable: 'a variable of JSON begins as this text does, so a blank was put between $ and {',
  unansweredButton: 'nobody answers a click on it yet; give it a reply',
  menuOff: 'the menu is switched off in the console, not written',
  problem: (path: string, expected: string, got: string) =>
    `${path}: expected ${expected}, got ${got}`,
  text: (content: string) => `text "${content}"`,
  media: (type: string, id: string) => `${type} ${id}`,
  articles: (titles: readonly string[]) => `articles ${titles.map((it) => `"${it}"`).join(', ')}`,
}
