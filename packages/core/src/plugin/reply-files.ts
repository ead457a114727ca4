/** Replies by file in the options of a plugin: the API uploads them, so an account without it is warned. */
import { hasFile } from '../api/media.ts'
import { hasApi } from '../api/none.ts'
import { type Path, pathText } from '../errors.ts'
import type { Reply } from '../reply/types.ts'
import type { Scope } from './types.ts'

const NO_API =
  'pictures and voices by file are uploaded by the API: without an appSecret they are not sent'

/** Warns once, with the places of all such replies. */
export function warnOfFiles(scope: Pick<Scope, 'api' | 'log'>, options: unknown): void {
  if (hasApi(scope)) return
  const places = placesOf(options, [], new Set())
  if (places.length > 0) scope.log.warn({ replies: places }, NO_API)
}

/** @param seen the objects above and before this one: options of a program may hold themselves. */
function placesOf(value: unknown, at: Path, seen: Set<object>): readonly string[] {
  if (!isPlain(value) || seen.has(value)) return []
  seen.add(value)
  if (!Array.isArray(value) && hasFile(value as Reply)) return [pathText(at)]
  return Object.entries(value).flatMap(([key, item]) => {
    return placesOf(item, [...at, Array.isArray(value) ? Number(key) : key], seen)
  })
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
}
