// Plugins for the rows of single features. Each answers with the text of the message, as echo does.

/** What `feature` of BENCH may be, and the plugins that stand for it. */
export const FEATURES = {
  /** A reply that grows, in two pieces. */
  growing: () => [
    handler(({ message: { Content } }) =>
      (async function* () {
        yield Content.slice(0, 4)
        yield Content.slice(4)
      })(),
    ),
  ],

  /** One session, read and written. */
  session: () => [
    {
      name: 'bench-session',
      setup: (scope) => {
        const seen = scope.session({ name: 'seen', initial: () => ({ times: 0 }) })
        scope.on('text', async (context) => {
          await seen.update(context, ({ times }) => ({ times: times + 1 }))
          return context.message.Content
        })
      },
    },
  ],

  /** A job that is kept, and run a second later. */
  job: () => [
    {
      name: 'bench-job',
      setup: (scope) => {
        const later = scope.job('later', async () => {})
        scope.on('text', async ({ message: { Content } }) => {
          await later.at(1000, Content)
          return Content
        })
      },
    },
  ],

  /** Of a user's four messages the first opens a dialog, and the others answer its questions. */
  dialog: async () => {
    const { dialog } = await import('@wechatbot/plugin-dialog')
    const steps = ['one', 'two', 'three'].map((name) => ({ name, ask: `${name}?`, type: 'text' }))
    // Messages are numbered, and each 5000th is of the same user.
    const start = /第 \d{4}[02468][0-4]\d{3} 条/
    return [
      {
        name: 'bench-content',
        setup: (scope) =>
          scope.use(async ({ message }, next) => {
            await next()
            return message.Content
          }),
      },
      dialog({ name: 'bench', start, steps, done: () => 'done' }),
    ]
  },
}

function handler(answer) {
  return { name: 'bench-handler', setup: (scope) => scope.on('text', answer) }
}
