/** What valibot, zod and arktype find wrong, in the same words. */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type } from 'arktype'
import { expect } from 'chai'
import * as v from 'valibot'
import * as z from 'zod'
import { problemText } from '#src/errors.js'
import { problemsOf } from '#src/plugin/issues.js'

const textsOf = async (schema: StandardSchemaV1, options: unknown) => {
  const { issues = [] } = await schema['~standard'].validate(options)
  return problemsOf(issues, options, schema).map(problemText)
}

/** One object, as each library writes it. */
const SCHEMAS: Readonly<Record<string, StandardSchemaV1>> = {
  valibot: v.strictObject({
    city: v.string(),
    count: v.optional(v.pipe(v.number(), v.minValue(1))),
    mode: v.optional(v.picklist(['exact', 'contains'])),
    places: v.optional(v.array(v.strictObject({ latitude: v.number(), longitude: v.number() }))),
  }),
  zod: z.strictObject({
    city: z.string(),
    count: z.number().min(1).optional(),
    mode: z.enum(['exact', 'contains']).default('exact'),
    places: z.array(z.strictObject({ latitude: z.number(), longitude: z.number() })).optional(),
  }),
  arktype: type({
    '+': 'reject',
    city: 'string',
    'count?': 'number >= 1',
    'mode?': "'exact' | 'contains'",
    'places?': type({ '+': 'reject', latitude: 'number', longitude: 'number' }).array(),
  }),
}

/** arktype's parts do not show, so it names nothing that may have been meant. */
const canSuggest = (library: string) => library !== 'arktype'

for (const [library, schema] of Object.entries(SCHEMAS)) {
  describe(`what ${library} finds`, () => {
    const meant = (name: string) => (canSuggest(library) ? `; did you mean "${name}"?` : '')

    it('names every unknown option, and what was meant', async () => {
      expect(await textsOf(schema, { city: '深圳', cuont: 1, cout: 2 })).to.deep.equal([
        `cuont: expected a known option, got "cuont"${meant('count')}`,
        `cout: expected a known option, got "cout"${meant('count')}`,
      ])
    })

    it('names one within a list, also by what it is short for', async () => {
      const places = [{ latitude: 22.5, longitude: 114, lat: 22.5, lng: 114 }]
      expect(await textsOf(schema, { city: '深圳', places })).to.deep.equal([
        `places[0].lat: expected a known option, got "lat"${meant('latitude')}`,
        `places[0].lng: expected a known option, got "lng"${meant('longitude')}`,
      ])
    })

    it('says what type was expected, and what was left out', async () => {
      const texts = await textsOf(schema, { count: '3' })
      expect(texts).to.have.length(2)
      expect(texts).to.include.members(['count: expected a number, got "3"'])
      expect(texts.join()).to.match(/city: expected (a text|a string), got nothing/)
    })

    it('says between what the choice is, and what was meant', async () => {
      const [text] = await textsOf(schema, { city: '深圳', mode: 'contians' })
      expect(text)
        .to.match(/^mode: expected (one of )?"?(exact|contains)".*, got "contians"/)
        .and.contain('; did you mean "contains"?')
    })

    it('says how much it may be', async () => {
      expect(await textsOf(schema, { city: '深圳', count: 0 })).to.deep.equal([
        `count: expected ${library === 'zod' ? 'a number, ' : ''}at least 1, got 0`,
      ])
    })
  })
}

describe('what a schema finds', () => {
  it('is in the words of its author, where it has some', async () => {
    const schema = v.object({ hour: v.pipe(v.string('an hour'), v.regex(/^\d\d$/, 'two digits')) })
    expect(await textsOf(schema, {})).to.deep.equal(['hour: expected an hour, got nothing'])
    expect(await textsOf(schema, { hour: '9' })).to.deep.equal([
      'hour: expected two digits, got "9"',
    ])
    const sentence = z.object({ hour: z.string({ error: 'Please give the hour' }) })
    expect(await textsOf(sentence, {})).to.deep.equal(['hour: Please give the hour, got nothing'])
  })

  it('is what valibot says without a type', async () => {
    const schema = v.object({
      whole: v.pipe(v.number(), v.integer()),
      mail: v.pipe(v.string(), v.email()),
      either: v.union([v.string(), v.boolean()]),
    })
    expect(await textsOf(schema, { whole: 0.5, mail: 'x', either: 5 })).to.deep.equal([
      'whole: expected a whole number, got 0.5',
      'mail: expected a valid email, got "x"',
      'either: expected a text or true or false, got 5',
    ])
  })

  it('is of a part that is missing what its own schema expects', async () => {
    const word = v.union([v.string(), v.instance(RegExp)], 'a word or a RegExp')
    const schema = v.object({ rules: v.array(v.object({ match: word })) })
    expect(await textsOf(schema, { rules: [{}] })).to.deep.equal([
      'rules[0].match: expected a word or a RegExp, got nothing',
    ])
  })

  it('is at the record where the name of an entry is wrong', async () => {
    const name = v.pipe(v.string(), v.regex(/\S/, 'a name'))
    const schema = v.object({ prices: v.record(name, v.number()) })
    expect(await textsOf(schema, { prices: { ' ': 1, tea: 'free' } })).to.deep.equal([
      'prices: expected a name, got " "',
      'prices.tea: expected a number, got "free"',
    ])
  })

  it('is that options are missing altogether', async () => {
    const schema = v.strictObject({ city: v.string() })
    expect(await textsOf(schema, undefined)).to.deep.equal([
      '(all): expected an object, got nothing',
    ])
  })

  it('is what core itself says of a reply', async () => {
    const schema = v.object({
      reply: v.pipe(
        v.unknown(),
        v.rawCheck(({ addIssue }) => addIssue({ message: 'reply: expected a reply, got 5' })),
      ),
    })
    expect(await textsOf(schema, { reply: 5 })).to.deep.equal(['reply: expected a reply, got 5'])
    expect(await textsOf(schema, {})).to.deep.equal(['reply: expected a reply, got nothing'])
  })
})
