/** The answers' types come from the steps; the compiler is the test. */
import type { Context } from '@wechatbot/core'
import { dialog } from '@wechatbot/plugin-dialog'
import * as z from 'zod'

const booking = dialog({
  name: 'booking',
  start: ['订位', /^预订/],
  steps: [
    { name: 'date', ask: '哪天？', type: 'date' },
    { name: 'people', ask: (answers) => `${answers.date}，几位？`, type: 'integer' },
    {
      name: 'seat',
      ask: '？',
      type: 'choice',
      choices: ['大厅', '包间'],
      when: { people: { gt: 4 } },
    },
    { name: 'table', ask: '？', schema: z.coerce.number(), when: (answers) => answers.people > 4 },
    { name: 'photo', ask: '？', kinds: ['image'] },
    { name: 'note', ask: '？', type: 'text', kinds: ['location'] },
    { name: 'name', ask: '贵姓？' },
  ],
  done: (_ctx, answers) => {
    const date: string = answers.date
    const people: number = answers.people
    const seat: '大厅' | '包间' | undefined = answers.seat
    const table: number | undefined = answers.table
    const url: string = answers.photo.PicUrl
    const note: string = typeof answers.note === 'string' ? answers.note : answers.note.Label
    const name: string = answers.name
    // @ts-expect-error: a choice is one of its texts
    const door: '门口' = answers.seat
    // @ts-expect-error: no step has this name
    const nobody = answers.nobody
    return [date, people, seat, table, url, note, name, door, nobody].join()
  },
})

export const begin = (ctx: Context) => booking.begin(ctx, { date: '2026-11-28', people: 2 })

// @ts-expect-error: the answer of an integer is a number
export const wrongAnswer = (ctx: Context) => booking.begin(ctx, { people: '2' })

// @ts-expect-error: there is no such type
export const wrongType = dialog({ name: 'x', steps: [{ name: 'a', ask: '？', type: 'number' }] })
