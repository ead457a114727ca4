import type { Case } from './case.js'
export const config: readonly Case[] = []
