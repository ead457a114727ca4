/**
 * Finds many words in one pass over a text, however many there are (Aho-Corasick).
 *
 * It is our own code, in a few flat arrays. It takes a fifth of the memory of the packages for this, and each word
 * carries the number that the order of the rules needs.
 */

export interface Automaton {
  /** Calls `found` once with the number of each word that is anywhere in `text`. */
  readonly search: (text: string, found: (number: number) => void) => void
  /** The lowest number of the words that are anywhere in `text`, or -1 without such a word. */
  readonly first: (text: string) => number
  /** Calls `found` with the number of each word at the beginning of `text`, the shortest word first. */
  readonly begin: (text: string, found: (number: number) => void) => void
}

const ROOT = 0
const NONE = -1
/** Larger than the number of any word. */
const NO_NUMBER = 2 ** 31 - 1

/** The fields of a node. They are side by side in one array, because a step needs them together. */
const [FIRST, FAIL, END, LOWEST, WIDTH] = [0, 1, 2, 3, 4] as const

/** @param words words with their numbers of 0 or more. No word may be empty or occur twice. */
export function createAutomaton(words: ReadonlyMap<string, number>): Automaton {
  const trie = createTrie(words)
  link(trie)
  const step = createStep(trie)
  const { child, nodes, numbers } = trie
  return {
    search: (text, found) => {
      let node = ROOT
      // A word that ends at a node ends there each time. Without this set a text of one letter would find all words
      // again at each character.
      const known = new Set<number>()
      for (let i = 0; i < text.length; i += 1) {
        node = step(node, text.charCodeAt(i))
        let end = nodes[node * WIDTH + END] as number
        while (end !== ROOT && !known.has(end)) {
          known.add(end)
          found(numbers[end] as number)
          end = nodes[(nodes[end * WIDTH + FAIL] as number) * WIDTH + END] as number
        }
      }
    },
    first: (text) => {
      let node = ROOT
      let first = NO_NUMBER
      for (let i = 0; i < text.length; i += 1) {
        node = step(node, text.charCodeAt(i))
        first = Math.min(first, nodes[node * WIDTH + LOWEST] as number)
      }
      return first === NO_NUMBER ? NONE : first
    },
    begin: (text, found) => {
      let node = ROOT
      for (let i = 0; i < text.length; i += 1) {
        node = child(node, text.charCodeAt(i))
        if (node === NONE) return
        const number = numbers[node] as number
        if (number >= 0) found(number)
      }
    },
  }
}

/**
 * Nodes are numbers. Nodes near the root come first, and the children of a node are side by side in the order of
 * their code units. So a step reads few places, and the places that are often read are close together.
 */
interface Trie {
  readonly size: number
  /** The child of a node for one UTF-16 code unit, or NONE. */
  readonly child: (node: number, unit: number) => number
  /**
   * FIRST: the first child. The last child comes before the first child of the next node. FAIL: the node where the
   * search goes on when no edge fits. Its text is the longest end of this node's text that begins another word.
   * END: the nearest node along FAIL, this one included, where a word ends. LOWEST: the lowest number of all words
   * that end along FAIL.
   */
  readonly nodes: Int32Array
  /** The code unit that leads to a node. */
  readonly units: Uint16Array
  /** The number of the word that ends at a node, or NONE. */
  readonly numbers: Int32Array
}

function createTrie(numberOf: ReadonlyMap<string, number>): Trie {
  // Sorted by code unit. Words with the same beginning are neighbours, so that a node is a range of words.
  const words = [...numberOf.keys()].sort()
  const most = words.reduce((sum, word) => sum + word.length, 1)
  const firsts = new Int32Array(most + 1)
  const units = new Uint16Array(most)
  const numbers = new Int32Array(most).fill(NONE)
  const starts = new Int32Array(most)
  const ends = new Int32Array(most)
  const depths = new Int32Array(most)
  ends[ROOT] = words.length
  let size = 1
  for (let node = ROOT; node < size; node += 1) {
    const depth = depths[node] as number
    const end = ends[node] as number
    let start = starts[node] as number
    firsts[node] = size
    if (start < end && words[start]?.length === depth) {
      numbers[node] = numberOf.get(words[start] as string) as number
      start += 1
    }
    for (let i = start; i < end; i += 1) {
      const unit = words[i]?.charCodeAt(depth) as number
      if (i === start || unit !== units[size - 1]) {
        units[size] = unit
        depths[size] = depth + 1
        starts[size] = i
        size += 1
      }
      ends[size - 1] = i + 1
    }
  }
  firsts[size] = size
  const nodes = new Int32Array((size + 1) * WIDTH)
  for (let node = ROOT; node <= size; node += 1)
    nodes[node * WIDTH + FIRST] = firsts[node] as number
  return { size, ...edges(nodes, units.slice(0, size)), numbers: numbers.slice(0, size) }
}

/** The arrays of edges. A child is found in them by bisection. */
function edges(nodes: Int32Array, units: Uint16Array): Pick<Trie, 'child' | 'nodes' | 'units'> {
  const child = (node: number, unit: number): number => {
    let low = nodes[node * WIDTH + FIRST] as number
    let high = nodes[(node + 1) * WIDTH + FIRST] as number
    while (low < high) {
      const middle = (low + high) >>> 1
      const here = units[middle] as number
      if (here === unit) return middle
      if (here < unit) low = middle + 1
      else high = middle
    }
    return NONE
  }
  return { child, nodes, units }
}

/** Fills in FAIL, END and LOWEST, beginning at the root. */
function link({ size, child, nodes, units, numbers }: Trie): void {
  nodes[ROOT * WIDTH + LOWEST] = NO_NUMBER
  for (let parent = ROOT; parent < size; parent += 1) {
    const after = nodes[(parent + 1) * WIDTH + FIRST] as number
    for (let node = nodes[parent * WIDTH + FIRST] as number; node < after; node += 1) {
      let fail = parent
      let next = NONE
      while (next === NONE && fail !== ROOT) {
        fail = nodes[fail * WIDTH + FAIL] as number
        next = child(fail, units[node] as number)
      }
      fail = next === NONE ? ROOT : next
      const number = numbers[node] as number
      const lowest = nodes[fail * WIDTH + LOWEST] as number
      nodes[node * WIDTH + FAIL] = fail
      nodes[node * WIDTH + END] = number === NONE ? (nodes[fail * WIDTH + END] as number) : node
      nodes[node * WIDTH + LOWEST] = number === NONE ? lowest : Math.min(number, lowest)
    }
  }
}

/** The number of steps that are kept ready. They take 1 MB. */
const MOST_READY = 2 ** 18

/**
 * Goes from a node along a code unit, by FAIL where needed. A text is mostly at nodes near the root. For these
 * nodes the results for all code units of all words are kept ready.
 */
function createStep({ size, child, nodes, units }: Trie) {
  // The code units of the words, numbered from 1. 0 is any other code unit, which leads to the root.
  const codes = new Uint16Array(0x10000)
  const alphabet = [...new Set(units.subarray(1))]
  for (const [i, unit] of alphabet.entries()) codes[unit] = i + 1
  const width = alphabet.length + 1
  const near = Math.min(size, Math.max(1, Math.floor(MOST_READY / width)))
  const ready = new Int32Array(near * width)
  for (let node = ROOT; node < near; node += 1) {
    for (const [i, unit] of alphabet.entries()) {
      const next = child(node, unit)
      const fail = nodes[node * WIDTH + FAIL] as number
      // FAIL leads to a node nearer to the root, whose results are ready.
      const failed = ready[fail * width + i + 1] as number
      ready[node * width + i + 1] = next === NONE ? failed : next
    }
  }
  return (from: number, unit: number): number => {
    const code = codes[unit] as number
    if (code === 0) return ROOT
    let node = from
    while (node >= near) {
      const next = child(node, unit)
      if (next !== NONE) return next
      node = nodes[node * WIDTH + FAIL] as number
    }
    return ready[node * width + code] as number
  }
}
