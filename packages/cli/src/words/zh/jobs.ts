/** Words of `wechatbot jobs`. */
import type { Words } from '../rooms.ts'
import { jobError } from './job-errors.ts'

export const jobs: Words['jobs'] = {
  help: `用法：wechatbot jobs [retry ID | drop ID] [选项]

配置文件里的机器人存在 store 里的定时任务：以后才做的事。

  （不写）   列出等待中的任务，先到期的在前
  retry      让失败的任务马上再运行一次；失败次数太多的任务不再运行
  drop       删除一个任务，不论是等待中的还是失败的

选项：
      --dead         列出失败的任务和最后一次的错误
      --json         同样的内容，JSON 格式，包括每个任务的全部数据
  -c, --config FILE  配置文件
      --lang LANG    语言：en 或 zh
  -h, --help         显示这段说明

store 是 memory: 时，任务只在正在运行的进程里，从这里看不到。
`,
  takes: (actions: readonly string[], got: string) =>
    `jobs 后面不写，或写 ${actions.join('、')} 之一，实际是 ${got}`,
  needsId: (action: string) => `jobs ${action} 后面写任务的 ID；用 "wechatbot jobs" 查看`,
  optionsOfList: (action: string) => `jobs ${action} 不能带 --dead 和 --json`,
  noStore:
    'store 是 memory: 时，任务只在正在运行的进程里；想留下来，写 store: "sqlite:./wechatbot.db" 或 "redis://..."',
  noFile: (file: string) =>
    `没有文件 ${file}：还没有机器人在里面存过任务；如果已经有定时任务，请看配置文件里的 "store"`,
  cannot: '这个 store 不能保存任务；升级它的包，或改用 "sqlite:"、"redis:"',
  none: '没有等待中的任务',
  noneDead: '没有失败的任务',
  heads: {
    id: 'ID',
    due: '到期时间',
    job: '任务',
    user: '用户',
    tries: '次数',
    data: '数据',
    error: '错误',
  },
  error: jobError,
  more: (count: number) => `……还有 ${count} 个，完整内容见 --json`,
  retried: (id: string) => `${id} 会由下一个空闲的进程再运行一次`,
  dropped: (id: string) => `${id} 已删除`,
  notDead: (id: string) => `没有 ID 是 "${id}" 的失败任务；用 "wechatbot jobs --dead" 查看`,
  unknown: (id: string) => `没有 ID 是 "${id}" 的任务；用 "wechatbot jobs" 查看，失败的用 --dead`,
}
