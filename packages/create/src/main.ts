/** `create-wechatbot`: asks for the choices, writes the project, and says which commands come next. */
import { relative, resolve } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { ask, Cancelled } from './ask.ts'
import { choicesOf, DEFAULTS, type Manager, managerOf, type Template } from './choices.ts'
import { type CommandLine, readCommandLine, UsageError } from './command-line.ts'
import { type Lang, langOf } from './lang.ts'
import { filesOf, runOf } from './project.ts'
import { assertUsable, CLONE, defaultFolder, nearFolder, problemOf, write } from './target.ts'
import { VERSION } from './versions.ts'
import { WORDS } from './words/index.ts'

/** Everything that a call may use of its process. */
export interface Invocation {
  /** The words of the command line, without node and the script. */
  readonly args: readonly string[]
  /** Absolute. A relative folder begins here. */
  readonly cwd: string
  /** The environment, for the language and for the package manager. */
  readonly env: NodeJS.ProcessEnv
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Writable
  readonly stderr: Writable
}

/** Resolves to the exit code: 0 for written, 1 for refused or cancelled, 2 for wrong usage. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, env, stdout, stderr } = invocation
  const lang = langOf(args, env)
  const words = WORDS[lang]
  try {
    const line = readCommandLine(args, words)
    if (line.wants === 'project') return await create(line, lang, invocation)
    stdout.write(line.wants === 'help' ? words.help : `${VERSION}\n`)
    return 0
  } catch (error) {
    if (error instanceof Cancelled) {
      stderr.write(`${words.cancelled}\n`)
      return 1
    }
    stderr.write(`create-wechatbot: ${error instanceof Error ? error.message : error}\n`)
    if (!(error instanceof UsageError)) return 1
    stderr.write(`${words.tryHelp}\n`)
    return 2
  }
}

async function create(line: CommandLine, lang: Lang, invocation: Invocation): Promise<number> {
  const words = WORDS[lang]
  const { cwd, env, stdin, stdout } = invocation
  const { given } = line
  // Checked before any question, so that no answer is in vain.
  if (line.folder !== undefined) assertUsable(resolve(cwd, line.folder), given.template, words)
  const offered = (template: Template) =>
    line.folder !== undefined && template === 'plugin'
      ? nearFolder(cwd, line.folder)
      : defaultFolder(cwd, template)
  const defaults = { ...DEFAULTS, manager: managerOf(env) }
  if (!line.yes && stdin.isTTY !== true) throw new UsageError(words.nobody)
  const { folder, answers } = line.yes
    ? { folder: line.folder, answers: { ...defaults, ...given } }
    : await ask({
        folder: line.folder,
        ...{ offered, given, defaults, words },
        problem: (answer, template) => problemOf(resolve(cwd, answer), template, words),
        ...{ input: stdin, output: stdout },
      })
  const choices = choicesOf(answers)
  const target = resolve(cwd, folder ?? offered(choices.template))
  assertUsable(target, choices.template, words)
  const files = filesOf(choices, target, lang)
  write(target, files)
  stdout.write(`\n${words.made(target, files.size)}\n\n`)
  stdout.write(nextSteps(cwd, target, choices.manager, lang))
  return 0
}

function nextSteps(cwd: string, target: string, manager: Manager, lang: Lang): string {
  const words = WORDS[lang]
  const run = `${runOf(manager)} dev`
  const folder = relative(cwd, target) || '.'
  const enter = folder === '.' ? [] : [`cd ${quoted(folder)}`]
  if (CLONE === undefined) return list(words.next, [...enter, `${manager} install`, run])
  const where = cwd === CLONE ? '' : `--prefix ${quoted(CLONE)} `
  const pack = `npm run ${where}pack -- ${quoted(folder)}`
  return list(words.nextInClone, [pack, ...enter, run])
}

/** The path, in quotes where a shell needs them. */
function quoted(path: string): string {
  return /^[\w./-]*$/.test(path) ? path : `"${path}"`
}

function list(title: string, commands: readonly string[]): string {
  return `${title}\n${commands.map((command) => `  ${command}\n`).join('')}\n`
}
