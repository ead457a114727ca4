/**
 * What the package of a store says, in Chinese. The package says it in English; `stores.spec.ts` compares the table
 * with the phrases of @wechatbot/sqlite.
 */

/** Most phrases stand behind the name of the file. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/ is locked by another process$/, ' 被另一个进程锁住了'],
  [/ cannot grow: the disk is full$/, ' 无法写入：磁盘满了'],
  [
    / is no SQLite database; name another file, or move this one away$/,
    ' 不是 SQLite 数据库；换一个文件名，或把这个文件移走',
  ],
  [
    / cannot be written, or its folder cannot: give the user of this process the right to both$/,
    ' 或所在的文件夹不可写；给当前用户这两者的写权限',
  ],
  [
    / is damaged; move it away, and its -wal and -shm with it, or bring back a copy$/,
    ' 已损坏；把它和同名的 -wal、-shm 一起移走，或恢复备份',
  ],
  [
    / is in a folder that is not there; make the folder, or name another$/,
    ' 所在的文件夹不存在；请创建文件夹，或换一个',
  ],
  [/ is no file, or its folder is none$/, ' 不是文件，或者所在的位置不是文件夹'],
  [
    / cannot be opened: is it a file, and may this process read and write it\?$/,
    ' 打不开：它是文件吗？当前用户可以读写吗？',
  ],
  [
    / is a database of another program; name a file of its own for the store$/,
    ' 是别的程序的数据库；给 store 单独一个文件',
  ],
  [
    / was written by a later version of (\S+) \(its tables are of version (\d+), this one knows (\d+)\); install that one, or name another file$/,
    ' 由更新版本的 $1 写成（表的版本是 $2，这里只到 $3）；安装那个版本，或换一个文件',
  ],
  [
    / is on a network disk \((\w+)[^)]*\): SQLite is not supported there, for its locks and its memory are this machine's; keep the file on a disk of this machine, or take redis:\/\/$/,
    ' 在网络磁盘（$1）上，不支持：SQLite 的锁和共享内存只在这台机器上有效；把文件放在本机磁盘，或改用 redis://',
  ],
  [
    /^others of this machine may read (.+), which has OpenIDs and messages in it: (chmod 600 .+)$/,
    '$1 里有 OpenID 和消息，这台机器的其他用户可以读它：$2',
  ],
  [
    /^expected a file, as in (".+"), got (".*"); an absolute path has one \/ or three$/,
    '期望一个文件，例如 $1，实际是 $2；绝对路径写一个 / 或三个 /',
  ],
  [
    /^SQLite in memory ends with the process, as "memory:" does, which is faster: take that$/,
    '内存里的 SQLite 随进程结束，和 "memory:" 一样，而 "memory:" 更快：请改用它',
  ],
  [
    /^jobs over Redis expected the package (\S+) \((npm install \S+)\), got none$/,
    '在 Redis 上运行任务要有包 $1（$2），实际没有安装',
  ],
  [/ failed: (.+)$/, ' 失败：$1'],
]

/** The subject in front of a phrase. */
const FRONT: readonly (readonly [RegExp, string])[] = [
  [/^store: /, 'store：'],
  [/^SQLite is away: /, 'SQLite 不可用：'],
  [/^Redis is away: /, 'Redis 连接不上：'],
]

/** Translates a text of a store. An unknown phrase, for example of another author's store, is not translated. */
export function ofStore(text: string): string {
  const front = FRONT.find(([each]) => each.test(text))
  const rest = front === undefined ? text : text.replace(front[0], '')
  const phrase = PHRASES.find(([each]) => each.test(rest))
  return (front?.[1] ?? '') + (phrase === undefined ? rest : rest.replace(...phrase))
}
