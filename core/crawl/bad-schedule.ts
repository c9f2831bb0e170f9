/** A schedule that means nothing, or never. */
export class BadSchedule extends Error {
  override readonly name = 'BadSchedule';
  readonly code = 'bad_schedule';
  constructor(why: string, options?: ErrorOptions) {
    super(`this is no schedule: ${why}`, options);
  }
}
