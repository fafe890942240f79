/** A store of the product whose calls answer at once: what the memory stores implement; time and faults are put around them. */
export type Synchronous<Store> = {
  [Method in keyof Store]: Store[Method] extends (...args: infer Args) => Promise<infer Answer>
    ? (...args: Args) => Answer
    : never;
};

/** How a call travels: `effect` is what happens at the store. */
export type Carry = <Answer>(call: string, effect: () => Answer) => Promise<Answer>;

/** The store's asynchronous face, each call carried by `carry`. */
export function carried<Store extends object>(name: string, store: Synchronous<Store>, carry: Carry): Store {
  const face: Record<string, (...args: unknown[]) => Promise<unknown>> = {};
  for (const [method, call] of Object.entries(store) as [string, (...args: unknown[]) => unknown][])
    face[method] = (...args) => carry(`${name}.${method}`, () => call(...args));
  // every method of the store is in `face`, with its own arguments and its answer in a promise
  return face as unknown as Store;
}
