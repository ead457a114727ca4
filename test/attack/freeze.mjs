/**
 * Loaded before everything: whoever writes to the prototype of all objects fails. Objects may still
 * have a toString of their own by assignment, which a frozen data property would forbid and which
 * dependencies of Koa use; that is no pollution.
 */
for (const name of Object.getOwnPropertyNames(Object.prototype)) {
  const { value, ...rest } = Object.getOwnPropertyDescriptor(Object.prototype, name)
  if (value === undefined) continue
  Object.defineProperty(Object.prototype, name, {
    configurable: true,
    enumerable: rest.enumerable,
    get: () => value,
    set(own) {
      if (this === Object.prototype) throw new TypeError(`${name} is everybody's`)
      Object.defineProperty(this, name, {
        value: own,
        writable: true,
        enumerable: true,
        configurable: true,
      })
    },
  })
}
Object.freeze(Object.prototype)
