/** Words of `wechatbot jobs`. */

export const jobs = {
  help: `Usage: wechatbot jobs [retry ID | drop ID] [options]

The jobs that the bots of the config file keep in their store: what is to be done later.

  (nothing)  lists those that wait, the first due first
  retry      lets a dead job be run again, now; one that has failed too often is dead
  drop       forgets a job, whether it waits or is dead

Options:
      --dead         list those that are dead, with their last error
      --json         the same as JSON, with all data of each
  -c, --config FILE  the config file
      --lang LANG    the language: en or zh
  -h, --help         this text

With store memory: the jobs are the running process's, and cannot be seen from here.
`,
  takes: (actions: readonly string[], got: string) =>
    `jobs takes nothing or one of ${actions.join(', ')}, got ${got}`,
  needsId: (action: string) => `jobs ${action} takes the id of a job; "wechatbot jobs" lists them`,
  optionsOfList: (action: string) => `jobs ${action} takes neither --dead nor --json`,
  noStore:
    'the jobs of store memory: are in the running process alone; keep them with store: "sqlite:./wechatbot.db" or "redis://..."',
  noFile: (file: string) =>
    `${file} is not there: no bot has kept a job in it; see "store" in the config file if jobs were planned`,
  cannot: 'this store keeps no jobs; update its package, or take "sqlite:" or "redis:"',
  none: 'no jobs wait',
  noneDead: 'no jobs are dead',
  heads: {
    id: 'ID',
    due: 'DUE',
    job: 'JOB',
    user: 'USER',
    tries: 'TRIES',
    data: 'DATA',
    error: 'ERROR',
  },
  /** The last error of a job, as the store keeps it. */
  error: (text: string) => text,
  more: (count: number) => `… and ${count} more, see --json`,
  retried: (id: string) => `${id} is run again by the next process that works`,
  dropped: (id: string) => `${id} is forgotten`,
  notDead: (id: string) => `no dead job has the id "${id}"; "wechatbot jobs --dead" lists them`,
  unknown: (id: string) =>
    `no job has the id "${id}"; "wechatbot jobs" lists them, --dead the dead`,
}
