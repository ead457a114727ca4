/** Changes a text while it is being written. */

export interface Transform {
  /** Takes a piece, and gives the text that can go out now. The rest is kept. */
  readonly push: (piece: string) => string
  /** Gives all text that is kept. */
  readonly end: () => string
}

/** Runs the transforms one after the other. */
export function chained(transforms: readonly Transform[]): Transform {
  return {
    push: (piece) => transforms.reduce((text, transform) => text && transform.push(text), piece),
    end: () => transforms.reduce((text, each) => (text && each.push(text)) + each.end(), ''),
  }
}
