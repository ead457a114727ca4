/** Opens a page in the user's browser, where the machine has one. */
import { spawn } from 'node:child_process'

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
}

/** Opens the page. Calls `onFailed` when no program can open it. */
export function openInBrowser(url: string, onFailed: () => void): void {
  const [command, ...args] = OPENERS[process.platform] ?? (['xdg-open'] as const)
  const opener = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
  opener.once('error', onFailed)
  opener.once('exit', (code) => {
    if (code !== 0) onFailed()
  })
  opener.unref()
}
