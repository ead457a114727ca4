/** A change of a text that is being written. */

export interface Transform {
  /** What can go out after `piece`; what cannot yet is kept. */
  readonly push: (piece: string) => string
  /** All that is kept. */
  readonly end: () => string
}

/** One after the other. */
export function chained(transforms: readonly Transform[]): Transform {
  return {
    push: (piece) => transforms.reduce((text, transform) => text && transform.push(text), piece),
    end: () => transforms.reduce((text, each) => (text && each.push(text)) + each.end(), ''),
  }
}
