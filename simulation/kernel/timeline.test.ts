import { describe, expect, it } from 'vitest';
import { seeded } from './seeded.ts';
import { Timeline } from './timeline.ts';

describe('Timeline', () => {
  it('has one thing happen after the other, with all that follows from it without waiting', async () => {
    const timeline = new Timeline(seeded(1));
    const told: string[] = [];
    const happen = (name: string) => async (): Promise<void> => {
      told.push(name);
      for (let n = 0; n < 20; n += 1) await Promise.resolve();
      told.push(`${name}, later`);
    };
    for (const ms of [30, 10, 20]) timeline.after(ms, () => void happen(`at ${ms}`)());
    await timeline.play(25);
    expect(told).toEqual(['at 10', 'at 10, later', 'at 20', 'at 20, later']);
    expect([timeline.now_ms, timeline.steps]).toEqual([20, 2]);
  });

  it('goes on for as long as something is planned', async () => {
    const timeline = new Timeline(seeded(1));
    const again = (): void => void timeline.after(1, again);
    again();
    await timeline.run(2_000.5);
    expect([timeline.now_ms, timeline.steps]).toEqual([2_000.5, 2_000]);
  });

  it('ends before the step at which it is over', async () => {
    const timeline = new Timeline(seeded(1));
    for (let n = 0; n < 1_000; n += 1) timeline.after(n, () => undefined);
    await timeline.play(1_000, () => timeline.steps === 300);
    expect(timeline.steps).toBe(300);
    await timeline.play(1_000);
    expect(timeline.steps).toBe(1_000);
  });

  it('tells its caller what a step throws, and takes none after it', async () => {
    const timeline = new Timeline(seeded(1));
    timeline.after(1, () => {
      throw new RangeError('thrown at a step');
    });
    timeline.after(2, () => undefined);
    await expect(timeline.play(10)).rejects.toThrow('thrown at a step');
    expect(timeline.steps).toBe(1);
  });

  it('does not do what was taken back', async () => {
    const timeline = new Timeline(seeded(1));
    const cancel = timeline.after(1, () => undefined);
    cancel();
    await timeline.play(10);
    expect(timeline.steps).toBe(0);
  });
});
