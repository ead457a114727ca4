/** xml-js, at the first document that needs it: a push laid out as WeChat lays it out is read without it. */
import { createRequire } from 'node:module'
import type * as XmlJs from 'xml-js'
import { once } from '../on-demand.ts'

export const xmlJs = once(() => createRequire(import.meta.url)('xml-js') as typeof XmlJs)
