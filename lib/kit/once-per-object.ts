/** The same function, which asks `make` once for each object: what many environments share is made once. `make` must be pure. */
export function remembered<A extends object, R extends object | string>(make: (of: A) => R): (of: A) => R {
  const known = new WeakMap<A, R>();
  return (of) => {
    const before = known.get(of);
    if (before !== undefined) return before;
    const made = make(of);
    known.set(of, made);
    return made;
  };
}

/** The same of a function of two objects. */
export function rememberedOf<A extends object, B extends object, R extends object | string>(
  make: (of: A, and: B) => R,
): (of: A, and: B) => R {
  const known = remembered((_of: A) => new WeakMap<B, R>());
  return (of, and) => {
    const own = known(of);
    const before = own.get(and);
    if (before !== undefined) return before;
    const made = make(of, and);
    own.set(and, made);
    return made;
  };
}
