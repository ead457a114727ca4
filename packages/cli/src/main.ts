/** The command line: finds the command, parses its words, turns failures into exit codes. */
import { createRequire } from 'node:module'
import { Interrupted, messageOf, placedMessageOf } from './errors.ts'
import type { Invocation } from './invocation.ts'
import { clean } from './terminal/clean.ts'
import { type Command, parseArguments, suggestion, UsageError } from './usage.ts'
import { words } from './words/index.ts'
import { isLanguage, LANGUAGES, takeLanguage } from './words/language.ts'

const { main: say } = words

const require = createRequire(import.meta.url)

type Name = keyof typeof say.summaries

/**
 * Loads the module of one command, and of no other. By `require`: with `import`, Node goes to other threads and back
 * four times for each module, which takes a sixth of the time of a start.
 */
function load(name: Name): Command {
  return (require(`./commands/${name}.js`) as { readonly command: Command }).command
}

/** Runs `wechatbot ...args`. Resolves to the exit code: 0 ok, 1 failed, 2 wrong usage, 130 interrupted. */
export async function run(invocation: Invocation): Promise<number> {
  const { stderr, masker, signals, exit } = invocation
  const { rest: args, given } = takeLanguage(invocation.args)
  // Node.js would end with code 13 and say nothing.
  const onEmpty = () => {
    stderr.write(`wechatbot: ${say.neverEnds}\n`)
    exit(1)
  }
  signals.once('beforeExit', onEmpty)
  // Kept to the end of the process: a plugin may fail while it closes. A command that serves keeps a listener of its own,
  // which finishes what has begun.
  signals.on('uncaughtException', (error) => {
    if (signals.listenerCount('uncaughtException') > 1) return
    stderr.write(`wechatbot: ${clean(masker.mask(placedMessageOf(error)))}\n`)
    exit(1)
  })
  try {
    assertLanguages(given)
    return await dispatch(args, invocation)
  } catch (error) {
    if (error instanceof Interrupted) return 130
    if (error instanceof UsageError) {
      const command = isCommand(args[0]) ? `wechatbot ${args[0]}` : 'wechatbot'
      stderr.write(`wechatbot: ${clean(masker.mask(error.message))}\n${say.tryHelp(command)}\n`)
      return 2
    }
    stderr.write(`wechatbot: ${clean(masker.mask(messageOf(error)))}\n`)
    return 1
  } finally {
    signals.off('beforeExit', onEmpty)
  }
}

/** The invocation goes on as it came: a copy of it would open standard input. */
async function dispatch(args: readonly string[], invocation: Invocation): Promise<number> {
  const { stdout } = invocation
  const [name, ...rest] = args
  if (name === '--version' || name === '-v') {
    stdout.write(`${version()}\n`)
    return 0
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    stdout.write(isCommand(rest[0]) ? load(rest[0]).help : help())
    return name === undefined ? 2 : 0
  }
  if (!isCommand(name)) {
    const hint = suggestion(name, Object.keys(say.summaries))
    throw new UsageError(
      (name.startsWith('-') ? say.unknownOption : say.unknownCommand)(name, hint),
    )
  }
  const command = load(name)
  const parsed = parseArguments(rest, command.options)
  if (parsed.values.help === true) {
    stdout.write(command.help)
    return 0
  }
  return command.run(parsed, invocation)
}

/** The words are in their language already. A value that is no language has left them in the environment's. */
function assertLanguages(given: readonly (string | undefined)[]): void {
  const wrong = given.findIndex((value) => !isLanguage(value))
  if (wrong < 0) return
  const value = given[wrong]
  throw new UsageError(
    value === undefined ? say.needsValue('--lang') : say.badLanguage(LANGUAGES, value),
  )
}

function isCommand(name: string | undefined): name is Name {
  return name !== undefined && Object.hasOwn(say.summaries, name)
}

function help(): string {
  const width = Math.max(...Object.keys(say.summaries).map((name) => name.length))
  const lines = Object.entries(say.summaries).map(
    ([name, summary]) => `  ${name.padEnd(width)}  ${summary}`,
  )
  return say.help(version(), lines.join('\n'))
}

function version(): string {
  return (require('../package.json') as { version: string }).version
}
