import type { Case } from './case.js'
export const http: readonly Case[] = []
