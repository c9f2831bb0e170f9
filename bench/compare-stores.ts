import { type Figure, type Ratio, ratio } from './figure.ts';
import { type Contender, type RateOptions, compareRates } from './rate.ts';

export interface Comparison {
  /** Such as `send 10`. */
  readonly name: string;
  readonly unit: string;
  readonly sitepack: Omit<Contender, 'name'>;
  /** The same durable work in one thread, one operation after the other. */
  readonly raw: Contender['step'];
}

/** Measures both sides of each comparison in turns. */
export async function compareStores(
  comparisons: readonly Comparison[],
  options: RateOptions,
): Promise<{ figures: Figure[]; ratios: Ratio[] }> {
  const figures: Figure[] = [];
  const ratios: Ratio[] = [];
  for (const { name, unit, sitepack, raw } of comparisons) {
    const contenders = [
      { name: 'sitepack', ...sitepack },
      { name: 'raw', in_flight: 1, step: raw },
    ];
    const rates = await compareRates(contenders, options);
    const [ours = Number.NaN, theirs = Number.NaN] = [rates.get('sitepack'), rates.get('raw')];
    figures.push(
      { name: `${name}, embedded`, value: ours, unit },
      { name: `${name}, raw loop`, value: theirs, unit },
    );
    ratios.push(ratio(`${name}, embedded / raw`, ours / theirs));
  }
  return { figures, ratios };
}
