import type { ScratchFolder } from '#ports/scratch.ts';

/** Room set aside for a pack on its way to disk. */
export interface Reservation {
  /** Tells how much of it lies on disk by now. */
  wrote(bytes: number): void;
  /** Gives it back: the file is there and counted by the disk, or will never be. */
  release(): void;
}

/** What is free in a folder, minus what loads in progress will still write. */
export class Room {
  readonly #folder: Pick<ScratchFolder, 'freeBytes'>;
  /** Bytes still to be written, by reservation. */
  readonly #open = new Map<Reservation, number>();

  constructor(folder: Pick<ScratchFolder, 'freeBytes'>) {
    this.#folder = folder;
  }

  async freeBytes(): Promise<number> {
    const { before, free } = await this.#askDisk();
    return this.#left(free, before);
  }

  /** Free MB (2^20 bytes), rounded down: what registrations and answers tell. */
  async freeMb(): Promise<number> {
    return Math.floor((await this.freeBytes()) / 2 ** 20);
  }

  /** Sets room aside. @throws {NoRoom} with nothing set aside. */
  async reserve(bytes: number): Promise<Reservation> {
    const { before, free: disk } = await this.#askDisk();
    // From here to the reservation nobody else may run, or two would be given the same room.
    const free = this.#left(disk, before);
    if (free < bytes) throw new NoRoom(bytes, free);
    const reservation: Reservation = {
      wrote: (written) => {
        if (this.#open.has(reservation)) this.#open.set(reservation, Math.max(0, bytes - written));
      },
      release: () => {
        this.#open.delete(reservation);
      },
    };
    this.#open.set(reservation, bytes);
    return reservation;
  }

  async #askDisk(): Promise<{ before: ReadonlyMap<Reservation, number>; free: number }> {
    // Taken before the disk is asked: what is written meanwhile counts twice then, and never not at all.
    const before = new Map(this.#open);
    return { before, free: await this.#folder.freeBytes() };
  }

  #left(free: number, before: ReadonlyMap<Reservation, number>): number {
    const added = [...this.#open].filter(([reservation]) => !before.has(reservation));
    return Math.max(0, free - sum(before.values()) - sum(added.map(([, bytes]) => bytes)));
  }
}

export class NoRoom extends Error {
  override readonly name = 'NoRoom';
  readonly code = 'no_room';
  constructor(needed_bytes: number, free_bytes: number) {
    super(
      `the pack needs ${needed_bytes} bytes, and ${free_bytes} are free; free some, raise SITEPACK_SPACE_MB or start another searcher`,
    );
  }
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
