import type { Case } from './case.js'
export const xml: readonly Case[] = []
