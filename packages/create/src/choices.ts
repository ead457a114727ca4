/** The choices for a new project. */

export const TEMPLATES = ['minimal', 'shop', 'ai'] as const
export const STORES = ['sqlite', 'memory', 'redis'] as const
export const LANGUAGES = ['typescript', 'javascript'] as const
export const MANAGERS = ['npm', 'pnpm', 'yarn'] as const

export interface Choices {
  readonly template: (typeof TEMPLATES)[number]
  readonly store: (typeof STORES)[number]
  readonly language: (typeof LANGUAGES)[number]
  readonly manager: (typeof MANAGERS)[number]
}

/** The choices where no question is asked. */
export const DEFAULTS: Choices = {
  template: 'minimal',
  store: 'sqlite',
  language: 'typescript',
  manager: 'npm',
}

export const DEFAULT_FOLDER = 'my-bot'

/** The package manager that runs this process. Each manager names itself in the environment. */
export function managerOf(env: NodeJS.ProcessEnv): Choices['manager'] {
  const name = env.npm_config_user_agent?.split('/', 1)[0]
  return MANAGERS.find((each) => each === name) ?? DEFAULTS.manager
}
