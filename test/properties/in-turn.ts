/** Several instances of a store, asked one after the other. */
import type { Store, Turns } from 'wechatbot'

/** One store: each question about turns is for the next instance. */
export function inTurn(instances: readonly Store[]): Store {
  let asked = 0
  const next = (): Turns => {
    asked += 1
    return (instances[asked % instances.length] as Store).turns
  }
  return {
    ...(instances[0] as Store),
    turns: {
      bind: (...args) => next().bind(...args),
      leaveOpen: (...args) => next().leaveOpen(...args),
      claim: (...args) => next().claim(...args),
      renew: (...args) => next().renew(...args),
      finish: (...args) => next().finish(...args),
      wait: (...args) => next().wait(...args),
    },
    close: async () => {
      await Promise.all(instances.map((each) => each.close()))
    },
  }
}
