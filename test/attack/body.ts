import type { Case } from './case.js'
export const body: readonly Case[] = []
