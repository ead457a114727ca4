/** The functions of a step know the types of the answers before it. The compiler is the test. */
import { dialog, type Step } from '@wechatbot/plugin-dialog'
import * as z from 'zod'

export const booking = dialog({
  name: 'booking',
  steps: [
    { name: 'date', ask: '哪天？', type: 'date' },
    {
      name: 'people',
      ask: (answers) => {
        const date: string = answers.date
        // @ts-expect-error: this step is asked later
        const later = answers.seat
        // @ts-expect-error: its own answer is not there yet
        const own = answers.people
        return `${date}${later}${own}，几位？`
      },
      type: 'integer',
    },
    {
      name: 'seat',
      ask: async ({ people }) => `${people + 1}？`,
      type: 'choice',
      choices: ['大厅', '包间'],
      when: (answers) => {
        // @ts-expect-error: an integer is a number
        const people: string = answers.people
        return answers.people > 4 && people !== ''
      },
    },
    { name: 'table', ask: '？', schema: z.coerce.number(), when: { people: { gt: 4 } } },
    {
      name: 'note',
      ask: '？',
      retry: (answers) => {
        const seat: '大厅' | '包间' | undefined = answers.seat
        const table: number | undefined = answers.table
        // @ts-expect-error: no step has this name
        return `${seat}${table}${answers.nobody}`
      },
    },
  ],
  done: (_ctx, answers) => {
    const note: string = answers.note
    // @ts-expect-error: no step has this name
    return `${note}${answers.nobody}`
  },
})

const name = <const N extends string>(it: N) => ({
  name: it,
  ask: (answers: { a?: string }) => it + answers.a,
})

/** More steps than the functions know of. */
export const long = dialog({
  name: 'long',
  steps: [
    ...(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const).map(name),
    { name: 'i', ask: (answers) => answers.anything.there },
  ],
})

export const nine = dialog({
  name: 'nine',
  steps: [
    { name: 'a', ask: '？' },
    { name: 'b', ask: '？' },
    { name: 'c', ask: '？' },
    { name: 'd', ask: '？' },
    { name: 'e', ask: '？' },
    { name: 'f', ask: '？' },
    { name: 'g', ask: '？' },
    { name: 'h', ask: '？' },
    { name: 'i', ask: (answers) => `${answers.a}`, type: 'integer' },
  ],
  done: (_ctx, answers) => {
    const i: number = answers.i
    return `${i}`
  },
})

const steps: Step[] = [{ name: 'a', ask: '？' }]
export const elsewhere = dialog({ name: 'elsewhere', steps })
