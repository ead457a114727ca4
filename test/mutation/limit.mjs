/** The runner's specs have no time limit of their own: one that waits for ever fails here, as in `npm test`. */
export const mochaHooks = {
  beforeEach() {
    this.currentTest.timeout(10_000)
  },
}
