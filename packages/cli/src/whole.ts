/** Loads the whole configuration of a call, with its plugins and its store. */
import { type LoadedConfig, load } from './config/load.ts'
import { type Call, configOption, warnTo } from './target.ts'
import type { Arguments } from './usage.ts'

/** As `loadConfig`, of `--config` or the working directory. */
export async function loadFor(args: Arguments, call: Call): Promise<LoadedConfig> {
  const { cwd, masker } = call
  return load(configOption(args, cwd), (secrets) => masker.learn(secrets), warnTo(call))
}
