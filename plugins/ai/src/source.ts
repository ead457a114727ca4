/** Where an answer comes from: a model, or a flow. */

/** Gives what is to be said, until the signal aborts. */
export type Source = (signal: AbortSignal) => AsyncIterable<string>
