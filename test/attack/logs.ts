import type { Case } from './case.js'
export const logs: readonly Case[] = []
