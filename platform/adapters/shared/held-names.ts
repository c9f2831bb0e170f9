/** Names that are in use, each as often as it is held. */
export class HeldNames {
  readonly #holds = new Map<string, number>();

  hold(name: string): Disposable {
    this.#holds.set(name, (this.#holds.get(name) ?? 0) + 1);
    let held = true;
    return {
      [Symbol.dispose]: () => {
        if (held) this.#letGo(name);
        held = false;
      },
    };
  }

  has(name: string): boolean {
    return this.#holds.has(name);
  }

  #letGo(name: string): void {
    const left = (this.#holds.get(name) ?? 1) - 1;
    if (left > 0) this.#holds.set(name, left);
    else this.#holds.delete(name);
  }
}
