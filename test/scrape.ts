/** What Prometheus would read of a bot. */

export interface Scraped {
  readonly body: string
  /** The value of a series, named without `wechatbot_`. */
  readonly of: (name: string) => number | undefined
}

/** @param output of a `wechatbot start` with metrics: it says where they are */
export async function scrape(output: string): Promise<Scraped> {
  const url = /metrics on ([^\s"]+)/.exec(output)?.[1] ?? ''
  const body = await (await fetch(url)).text()
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const series = new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ')
      return [line.slice(0, at), Number(line.slice(at + 1))]
    }),
  )
  return { body, of: (name) => series.get(`wechatbot_${name}`) }
}
