import { MemoryTable } from '#adapters/memory/memory-table.ts';

/** A table on which something happens right before the first rows are opened that are new. */
export class InterruptedInserts extends MemoryTable {
  before: (() => Promise<unknown>) | undefined;

  override async insertNew(
    ...args: Parameters<MemoryTable['insertNew']>
  ): ReturnType<MemoryTable['insertNew']> {
    const { before } = this;
    this.before = undefined;
    await before?.();
    return super.insertNew(...args);
  }
}
