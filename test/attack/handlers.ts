import type { Case } from './case.js'
export const handlers: readonly Case[] = []
