/** Words of `wechatbot menu`. */

export const menu = {
  help: `Usage: wechatbot menu diff|push|pull|delete [options]

The menu below the chat, as the config file writes it and as WeChat has it.

  diff    shows where they differ; exits 1 if they do
  push    shows the same, asks, and makes the config file's menu WeChat's
  pull    prints WeChat's, to be pasted into the config file, whose replies stay
  delete  asks, and deletes WeChat's, with its personalised menus

Options:
      --bot NAME     the bot of the config file (the first)
  -y, --yes          do not ask
      --json         diff and pull: as JSON
  -c, --config FILE  the config file
      --lang LANG    the language: en or zh
  -h, --help         this text

Users see a new menu within five minutes, or when they follow anew.
`,
  takes: (actions: readonly string[], got: string | undefined) =>
    `menu takes one of ${actions.join(', ')}, got ${got ?? 'nothing'}`,
  noMenu: (bot: string) =>
    `bot "${bot}" has no menu in the config file; add menu: { button: [...] }`,
  same: 'the same',
  sameAlready: 'the same already',
  mayPush: 'Make this the menu of the account?',
  pushed: 'pushed; users see it within five minutes',
  accountHasNone: 'the account has no menu',
  mayDelete: 'Delete the menu of the account, personalised menus too?',
  deleted: 'deleted',
  cannotAsk: 'only a terminal can be asked; confirm with --yes',
}
