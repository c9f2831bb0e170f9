import type { Bench } from './bench.ts';
import type { BenchOptions } from './options.ts';
import { makeSite } from './site/made-site.ts';
import { type ServedSite, serve } from './site/serve.ts';
import { temporaryFolder } from './temporary-folder.ts';

const PAGES = 1200;
const QUICK_PAGES = 120;

/** What sections share, made when the first of them asks for it, and gone after `await using`. */
export function openBench(options: BenchOptions, signal: AbortSignal): Bench & AsyncDisposable {
  const opened = new AsyncDisposableStack();
  let folder: Promise<string> | undefined;
  let site: Promise<ServedSite> | undefined;
  const make = async (): Promise<string> => {
    const { path } = opened.use(await temporaryFolder('site'));
    await makeSite(path, options.quick ? QUICK_PAGES : PAGES);
    return path;
  };
  const manual = (): Promise<string> =>
    (folder ??= options.site === undefined ? make() : Promise.resolve(options.site));
  const start = async (): Promise<ServedSite> => opened.use(await serve(await manual()));
  return {
    options,
    signal,
    manual,
    served: () => (site ??= start()),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
