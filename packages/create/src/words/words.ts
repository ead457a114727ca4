/** Everything that people read: what each language must have, and what is the same in all. */
import type { Store, Template } from '../choices.ts'

export interface Words {
  readonly help: string
  readonly title: string
  readonly folder: string
  readonly pluginFolder: string
  readonly template: string
  readonly templates: Readonly<Record<Template, string>>
  readonly store: string
  readonly stores: Readonly<Record<Store, string>>
  readonly language: string
  readonly manager: string
  readonly cancelled: string
  readonly nobody: string
  readonly unknownOption: (option: string) => string
  readonly needsValue: (option: string) => string
  readonly noValue: (option: string) => string
  readonly oneOf: (option: string, known: readonly string[], got: string) => string
  /** Why an option does not fit the template of plugins. */
  readonly misfits: Readonly<Record<'store' | 'language', string>>
  /** Said behind a word that is nearly a known one. */
  readonly didYouMean: (word: string) => string
  readonly oneFolder: (got: number, all: string) => string
  readonly notEmpty: (folder: string, names: readonly string[]) => string
  readonly noFolder: (folder: string) => string
  readonly noPluginName: (folder: string, offered: string) => string
  /** @param called the plugin of this project that has the name. */
  readonly takenName: (name: string, called: string, offered: string) => string
  readonly inClone: (folder: string) => string
  readonly tryHelp: string
  readonly made: (folder: string, files: number) => string
  /** The text before the next commands. */
  readonly next: string
  /** The same for a checkout, whose packages are in no registry. */
  readonly nextInClone: string
  readonly env: Readonly<Record<'token' | 'account' | 'owner' | 'model' | 'redis', string>>
  readonly files: Readonly<Record<string, string>>
  /** The comments of the templates, by their text in English. */
  readonly comments: Readonly<Record<string, string>>
  /** What people read of the code of the templates, such as titles of tests, by its text in English. */
  readonly texts: Readonly<Record<string, string>>
  readonly plugin: Readonly<Record<'description', string>>
}

/** Of calls, for the help. */
export const EXAMPLES = `  npm create wechatbot@latest
  npm create wechatbot@latest my-bot -- --template shop --yes
  npm create wechatbot@latest .
  npm create wechatbot@latest wechatbot-plugin-weather -- --template plugin`
