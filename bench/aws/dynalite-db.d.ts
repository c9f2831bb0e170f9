/** The part of dynalite that counts what requests consume; it brings no types. */
declare module 'dynalite/db/index.js' {
  type Attributes = Readonly<Record<string, unknown>>;

  interface Consumed {
    CapacityUnits: number;
  }

  interface Counting {
    /** Bytes of an item, as DynamoDB counts them. */
    itemSize(item: Attributes): number;
    /** Called by its way through the module, so that another one can take its place. */
    addConsumedCapacity(
      this: void,
      request: object,
      is_read: boolean,
      before: Attributes | null | undefined,
      after?: Attributes | null,
    ): Consumed | undefined;
    /** The last argument is the callback. */
    queryTable(this: void, ...args: readonly unknown[]): void;
  }

  const db: Counting;
  export default db;
}
