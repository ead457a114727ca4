/** The editor in whose terminal `wechatbot dev` runs. */

/** The editors that are made of VS Code set its variables. The path of a helper names the editor. */
const MADE_OF_CODE = [
  [/cursor/i, 'cursor'],
  [/windsurf/i, 'windsurf'],
  [/codium/i, 'vscodium'],
  [/insiders/i, 'vscode-insiders'],
] as const

/** The scheme of the editor's URLs: `vscode` for `vscode://file/bots/tea.ts:3:9`. Undefined in another terminal. */
export function editorOf(environment: NodeJS.ProcessEnv): string | undefined {
  const { TERM_PROGRAM = '', VSCODE_GIT_ASKPASS_NODE = '', ZED_TERM } = environment
  if (ZED_TERM !== undefined || TERM_PROGRAM === 'zed') return 'zed'
  if (TERM_PROGRAM !== 'vscode') return undefined
  return MADE_OF_CODE.find(([pattern]) => pattern.test(VSCODE_GIT_ASKPASS_NODE))?.[1] ?? 'vscode'
}
