/** The source of an answer: a model or a flow. */

/** Gives the text of the answer until the signal aborts. */
export type Source = (signal: AbortSignal) => AsyncIterable<string>
