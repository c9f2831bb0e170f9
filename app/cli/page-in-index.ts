import { canonicalUrl, hostOf, indexNameFor } from '#core/crawl/url.ts';
import { indexName } from '#messages/message.ts';
import { UsageError } from './shell.ts';

/**
 * The page that a command is about, and the index: the one named like its host unless another is given.
 * @throws {UsageError}
 */
export function pageInIndex(args: { readonly url: string; readonly index?: string | undefined }): {
  readonly url: string;
  readonly index: string;
} {
  const url = canonicalUrl(args.url);
  if (url === undefined)
    throw new UsageError(`"${args.url}" is no page; write it whole, such as https://site.gov/news`);
  const index = args.index ?? indexNameFor(hostOf(url));
  if (!indexName.safeParse(index).success) throw new UsageError(`"${index}" can be no name of an index`);
  return { url, index };
}
