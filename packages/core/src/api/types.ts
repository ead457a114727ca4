/** WeChat's server API, as handlers see it. */

export interface Api {
  /** Calls `GET path`; the access token is added. Resolves to the parsed answer. */
  readonly get: (path: string) => Promise<unknown>
  /** Calls `POST path` with a JSON body; the access token is added. */
  readonly post: (path: string, body: object) => Promise<unknown>
}
