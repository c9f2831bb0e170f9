import { VirtualClock } from '#adapters/memory/virtual-clock.ts';

/** A clock whose wall clock can jump. */
export class JumpingClock extends VirtualClock {
  /** How far the wall clock is ahead. */
  jump_ms = 0;

  override now(): number {
    return super.now() + this.jump_ms;
  }
}
