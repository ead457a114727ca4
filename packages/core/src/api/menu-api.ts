/** Reads, replaces and deletes the account's menu. */
import { WechatBotError } from '../errors.ts'
import type { Client } from './client.ts'
import { ApiError } from './error.ts'
import { type Menu, toWechatMenu, type WrittenMenu } from './menu.ts'
import { menuProblems } from './menu-problems.ts'

export interface MenuApi {
  /** The menu in force; undefined when there is none. */
  readonly get: () => Promise<Menu | undefined>
  /**
   * Replaces the whole menu. Users see the new one within five minutes, or when they follow the
   * account again.
   * @throws WechatBotError BAD_CALL with all problems, before anything is sent.
   */
  readonly create: (menu: WrittenMenu) => Promise<void>
  /** Deletes the menu, and all personalised menus with it. */
  readonly delete: () => Promise<void>
}

export function createMenuApi(client: Client): MenuApi {
  return {
    get: async () => {
      try {
        const { menu } = await client.get('/cgi-bin/menu/get')
        return menu ? toWechatMenu(menu as Menu) : undefined
      } catch (error) {
        if (error instanceof ApiError && error.errcode === 46003) return undefined
        throw error
      }
    },
    create: async (menu) => {
      const problems = menuProblems(menu, ['menu'])
      if (problems.length > 0) {
        const lines = problems.map(({ path, expected, got }) => {
          return `\n  ${path}: expected ${expected}, got ${got}`
        })
        throw new WechatBotError('BAD_CALL', `menu.create:${lines.join('')}`, { problems })
      }
      await client.post('/cgi-bin/menu/create', toWechatMenu(menu))
    },
    delete: async () => {
      await client.get('/cgi-bin/menu/delete')
    },
  }
}
