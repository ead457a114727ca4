/** The choices for a new project: for a bot, or for a plugin, whose package has less to choose. */

/** The templates of bots. */
export const BOTS = ['minimal', 'shop', 'ai'] as const
export const TEMPLATES = [...BOTS, 'plugin'] as const
export const STORES = ['sqlite', 'memory', 'redis'] as const
export const LANGUAGES = ['typescript', 'javascript'] as const
export const MANAGERS = ['npm', 'pnpm', 'yarn'] as const

export type Template = (typeof TEMPLATES)[number]
export type Store = (typeof STORES)[number]
export type Language = (typeof LANGUAGES)[number]
export type Manager = (typeof MANAGERS)[number]

export interface BotChoices {
  readonly template: (typeof BOTS)[number]
  readonly store: Store
  readonly language: Language
  readonly manager: Manager
}

/** A plugin keeps its data in the store of its bot, and its package has types: it is TypeScript. */
export interface PluginChoices {
  readonly template: 'plugin'
  readonly manager: Manager
}

export type Choices = BotChoices | PluginChoices

/** An answer to every question that may be asked. */
export interface Answers {
  readonly template: Template
  readonly store: Store
  readonly language: Language
  readonly manager: Manager
}

/** The answers where no question is asked. */
export const DEFAULTS: Answers = {
  template: 'minimal',
  store: 'sqlite',
  language: 'typescript',
  manager: 'npm',
}

/** Leaves out the answers that the template has no use for. */
export function choicesOf({ template, manager, ...others }: Answers): Choices {
  return template === 'plugin' ? { template, manager } : { template, manager, ...others }
}

/** The answer that a template cannot take, if there is one. */
export function misfitOf(
  template: Template,
  { store, language }: Partial<Answers>,
): 'store' | 'language' | undefined {
  if (template !== 'plugin') return undefined
  if (store !== undefined) return 'store'
  return language === 'javascript' ? 'language' : undefined
}

/** The package manager that runs this process. Each manager names itself in the environment. */
export function managerOf(env: NodeJS.ProcessEnv): Manager {
  const name = env.npm_config_user_agent?.split('/', 1)[0]
  return MANAGERS.find((each) => each === name) ?? DEFAULTS.manager
}
