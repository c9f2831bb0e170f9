/**
 * One store in place of several that share what they keep, as processes share a folder: each call goes to the next of
 * them, so that calls made at once go to different ones.
 */
export function inTurn<Store extends object>(first: Store, ...others: readonly Store[]): Store {
  const stores = [first, ...others];
  let calls = 0;
  return new Proxy(first, {
    get(_, name): unknown {
      const store = stores[calls++ % stores.length] ?? first;
      const method: unknown = Reflect.get(store, name);
      return typeof method === 'function' ? method.bind(store) : method;
    },
  });
}
