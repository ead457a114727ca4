import type { Case } from './case.js'
export const sockets: readonly Case[] = []
