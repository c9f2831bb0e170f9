/** The port with some of its methods replaced. What is not replaced goes to the port itself, private fields and all. */
export function overlay<Port extends object>(port: Port, methods: Partial<Port>): Port {
  return new Proxy(port, {
    get(target, name) {
      const own: unknown = Reflect.get(methods, name) ?? Reflect.get(target, name);
      // Bound to the port: a proxy has none of its private fields.
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });
}
