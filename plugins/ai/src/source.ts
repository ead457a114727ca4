/** The source of an answer: a model or a flow. */

/**
 * Work after a whole answer.
 * @param isRead true if the user got all of the answer. False if the user got the fallback, or if `moderate` failed.
 */
export type Settle = (isRead: boolean) => Promise<void>

/** Gives the text of the answer until the signal aborts. Calls `atEnd` only when the answer is whole. */
export type Source = (signal: AbortSignal, atEnd: (settle: Settle) => void) => AsyncIterable<string>
