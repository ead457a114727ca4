/** Providers by name: the URL where each speaks OpenAI's protocol, and the variable of its key. */

interface Preset {
  readonly baseURL: string
  /** The environment variable of the key. Absent for a provider that needs no key. */
  readonly variable?: string
  /** The page where a user makes a key and pays. */
  readonly site: string
  /** The provider's name for `max_tokens`, where it differs. */
  readonly maxTokens?: string
}

/** Source: the providers' documentation, 2026-11. */
export const PRESETS: Readonly<Record<string, Preset>> = {
  deepseek: {
    baseURL: 'https://api.deepseek.com',
    variable: 'DEEPSEEK_API_KEY',
    site: 'https://platform.deepseek.com',
  },
  qwen: {
    baseURL: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
    variable: 'DASHSCOPE_API_KEY',
    site: 'https://help.aliyun.com/zh/model-studio/get-api-key',
  },
  kimi: {
    baseURL: 'https://api.moonshot.cn/v1',
    variable: 'MOONSHOT_API_KEY',
    site: 'https://platform.moonshot.cn',
  },
  openai: {
    baseURL: 'https://api.openai.com/v1',
    variable: 'OPENAI_API_KEY',
    site: 'https://platform.openai.com',
    // Reasoning models refuse max_tokens.
    maxTokens: 'max_completion_tokens',
  },
  ollama: { baseURL: 'http://127.0.0.1:11434/v1', site: 'https://ollama.com' },
}
