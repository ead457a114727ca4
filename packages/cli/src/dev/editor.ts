/** The editor in whose terminal `wechatbot dev` runs. */

/** The editors that are made of VS Code set its variables. The path of a helper names the editor. */
const MADE_OF_CODE = [
  [/cursor/i, 'cursor'],
  [/windsurf/i, 'windsurf'],
  [/codium/i, 'vscodium'],
  [/insiders/i, 'vscode-insiders'],
] as const

/**
 * The address that opens a file in the editor, with `{path}`, `{line}` and `{column}`. Undefined in another terminal.
 */
export function editorOf(environment: NodeJS.ProcessEnv): string | undefined {
  const { TERM_PROGRAM = '', TERMINAL_EMULATOR, VSCODE_GIT_ASKPASS_NODE = '' } = environment
  if (TERMINAL_EMULATOR === 'JetBrains-JediTerm') {
    return `${productOf(environment)}://open?file={path}&line={line}&column={column}`
  }
  const scheme = schemeOf(environment.ZED_TERM, TERM_PROGRAM, VSCODE_GIT_ASKPASS_NODE)
  return scheme && `${scheme}://file{path}:{line}:{column}`
}

function schemeOf(zed: string | undefined, program: string, helper: string): string | undefined {
  if (zed !== undefined || program === 'zed') return 'zed'
  if (program !== 'vscode') return undefined
  return MADE_OF_CODE.find(([pattern]) => pattern.test(helper))?.[1] ?? 'vscode'
}

/** The product of JetBrains: macOS alone names it. Each product has a scheme of its own. */
function productOf({ __CFBundleIdentifier: bundle = '' }: NodeJS.ProcessEnv): string {
  const [, product = 'intellij'] = /^com\.jetbrains\.([a-z]+)/i.exec(bundle) ?? []
  return product.toLowerCase().replace('intellij', 'idea')
}
