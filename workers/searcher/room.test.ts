import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Reservation, NoRoom, Room } from './room.ts';

describe('room for packs', () => {
  it('is given out only once', async () => {
    const room = new Room({ freeBytes: async () => 100 });
    const [first, second] = await Promise.allSettled([room.reserve(60), room.reserve(60)]);
    expect(first?.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'no_room' } });
  });

  it('comes back when a load ends', async () => {
    const room = new Room({ freeBytes: async () => 100 });
    const reservation = await room.reserve(100);
    await expect(room.reserve(1)).rejects.toThrow(NoRoom);
    reservation.release();
    reservation.wrote(50);
    expect(await room.freeBytes()).toBe(100);
  });

  it('counts in MB, rounded down', async () => {
    expect(await new Room({ freeBytes: async () => 3 * 2 ** 20 - 1 }).freeMb()).toBe(2);
  });

  it('is never promised beyond the disk, whatever is written meanwhile', async () => {
    const step = fc.record({
      what: fc.constantFrom('reserve', 'write', 'end'),
      bytes: fc.integer({ min: 1, max: 60 }),
      which: fc.nat(4),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const disk = 100;
        let used = 0;
        const room = new Room({ freeBytes: async () => disk - used });
        const loads: { reservation: Reservation; bytes: number; written: number }[] = [];
        for (const { what, bytes, which } of steps) {
          const load = loads[which % Math.max(1, loads.length)];
          if (what === 'reserve') {
            const reservation = await room.reserve(bytes).catch((error: unknown) => {
              if (error instanceof NoRoom) return undefined;
              throw error;
            });
            if (reservation !== undefined) loads.push({ reservation, bytes, written: 0 });
          } else if (load !== undefined && what === 'write') {
            const more = Math.min(bytes, load.bytes - load.written);
            load.written += more;
            used += more;
            load.reservation.wrote(load.written);
          } else if (load !== undefined) {
            used += load.bytes - load.written;
            load.written = load.bytes;
            load.reservation.release();
          }
          expect(used).toBeLessThanOrEqual(disk);
        }
      }),
    );
  });
});
