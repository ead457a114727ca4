/** Loads the whole configuration of a call, with its plugins and its store. */
import { type LoadedConfig, load } from './config/load.ts'
import { type Call, configOption } from './target.ts'
import type { Arguments } from './usage.ts'

/** As `loadConfig`, of `--config` or the working directory. */
export async function loadFor(args: Arguments, { cwd, masker }: Call): Promise<LoadedConfig> {
  return load(configOption(args, cwd), (secrets) => masker.learn(secrets))
}
