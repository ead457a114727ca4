/** Disks on which SQLite's locks are not to be trusted: those of other machines. */
import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'

/** As statfs(2) of Linux names them. */
const NETWORK: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0x01021997, '9p'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x65735546, 'FUSE, as of sshfs or a folder that a container shares'],
])

/** What to say of the disk that a file is on; undefined of one that serves, or that tells nothing. */
export function warningOf(file: string, typeOf = fileSystemOf): string | undefined {
  const name = NETWORK.get(typeOf(dirname(file)))
  if (name === undefined) return undefined
  return `store: ${file} is on a network disk (${name}): SQLite is not supported there, for its locks and its memory are this machine's; keep the file on a disk of this machine, or take redis://`
}

function fileSystemOf(folder: string): number {
  try {
    // 32 bits, of which some systems make a negative number.
    return statfsSync(folder).type >>> 0
  } catch {
    return 0
  }
}
