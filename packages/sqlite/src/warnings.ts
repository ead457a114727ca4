/** Warnings about a file at the start: about its disk, and about other users who may read it. */
import { statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Network file systems, as statfs(2) of Linux names them. SQLite's locks are not reliable on them. */
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

/** The warnings, a line each. @param typeOf gives the type of the file system of a folder. */
export function warningsOf(file: string, typeOf = fileSystemOf): readonly string[] {
  const warnings: string[] = []
  const disk = NETWORK.get(typeOf(dirname(file)))
  if (disk !== undefined) {
    warnings.push(
      `store: ${file} is on a network disk (${disk}): SQLite is not supported there, for its locks and its memory are this machine's; keep the file on a disk of this machine, or take redis://`,
    )
  }
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    warnings.push(
      `store: others of this machine may read ${file}, which has OpenIDs and messages in it: chmod 600 ${file}*`,
    )
  }
  return warnings
}

function fileSystemOf(folder: string): number {
  try {
    // The type has 32 bits. Some systems give it as a negative number.
    return statfsSync(folder).type >>> 0
  } catch {
    return 0
  }
}
