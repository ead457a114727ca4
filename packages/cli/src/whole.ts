/** Loads the whole configuration of a call, with its plugins and its store. */
import { type Loaded, load, type Purpose } from './config/load.ts'
import { type Call, configOption, warnTo } from './target.ts'
import type { Arguments } from './usage.ts'

/** As `loadConfig`, of `--config` or the working directory. */
export async function loadFor(
  args: Arguments,
  call: Call,
  purpose: Purpose = 'run',
): Promise<Loaded> {
  const { cwd, masker } = call
  const learn = (secrets: Parameters<typeof masker.learn>[0]) => masker.learn(secrets)
  return load(configOption(args, cwd), learn, warnTo(call), purpose)
}
