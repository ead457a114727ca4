/** Makes elements in one expression. Texts become text nodes, so that a text of a bot or a user is never HTML. */

type Child = Node | string | undefined | false

interface Properties {
  readonly class?: string
  readonly title?: string
  readonly type?: string
  readonly value?: string
  readonly name?: string
  readonly placeholder?: string
  readonly href?: string
  readonly src?: string
  readonly alt?: string
  readonly rows?: number
  readonly tabIndex?: number
  readonly disabled?: boolean
  readonly checked?: boolean
  readonly controls?: boolean
  readonly hidden?: boolean
  readonly open?: boolean
  readonly selected?: boolean
  readonly autocomplete?: string
  readonly id?: string
  readonly lang?: string
  readonly role?: string
  readonly enterkeyhint?: string
  readonly [attribute: `aria-${string}` | `data-${string}`]: string
  readonly change?: Listener
  readonly click?: Listener
  readonly close?: Listener
  readonly error?: Listener
  readonly submit?: Listener
  readonly toggle?: Listener
}

type Listener = (event: Event) => void

/** `h('button', { class: 'x', click }, 'text', child)`. A child that is undefined or false is left out. */
export function h<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag)
  // Without a type, a button submits a form.
  if (tag === 'button') element.setAttribute('type', 'button')
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else if (name in element) Object.assign(element, { [name]: value })
    else element.setAttribute(name, String(value))
  }
  element.append(...children.filter((child) => child !== undefined && child !== false))
  return element
}

const marks = new WeakMap<Element, string>()

/** One item of a list. It is made anew only when its `mark` has changed. */
export interface Item {
  readonly id: string
  readonly mark: string
  readonly make: () => HTMLElement
}

/** Makes the children of `parent` equal to `items`. A child whose item has not changed stays. */
export function reconcile(parent: HTMLElement, items: readonly Item[]): void {
  const known = new Map(
    [...parent.children].map((child) => [(child as HTMLElement).dataset.id, child as HTMLElement]),
  )
  items.forEach(({ id, mark, make }, i) => {
    const before = known.get(id)
    known.delete(id)
    let element = before
    if (element === undefined || marks.get(element) !== mark) {
      element = make()
      element.dataset.id = id
      marks.set(element, mark)
      if (before !== undefined) {
        keepUnfolded(before, element)
        before.replaceWith(element)
      }
    }
    if (parent.children[i] !== element) parent.insertBefore(element, parent.children[i] ?? null)
  })
  for (const gone of known.values()) gone.remove()
}

/** What the reader has unfolded stays unfolded when its part is drawn anew. */
function keepUnfolded(before: HTMLElement, after: HTMLElement): void {
  const open = [...before.querySelectorAll('details')].map((details) => details.open)
  after.querySelectorAll('details').forEach((details, n) => {
    if (open[n]) details.open = true
  })
}

/** Gives `parent` new children. The focus moves to the new child with the same `data-key`. */
export function renew(parent: HTMLElement, ...children: readonly (Node | string)[]): void {
  const focused = document.activeElement
  const key = parent.contains(focused) ? focused?.getAttribute('data-key') : undefined
  parent.replaceChildren(...children)
  if (key) parent.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus()
}
