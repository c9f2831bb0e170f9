import { expect, it } from 'vitest';
import type { NearWord } from '#ports/peer.ts';
import { asMeant } from './as-meant.ts';
import type { Course } from './course.ts';
import type { Found } from './shards.ts';
import { type SearchSettings, tuningBy } from '#core/settings/search-settings.ts';

const WORDS = { '~opning': 0, '~opening': 60, '~hours': 70, '~recieve': 2, '~receive': 90 };

/** Shards that find so many documents for a query. */
function shardsWith(
  found: Readonly<Record<string, number>>,
  near: Readonly<Record<string, NearWord[] | undefined>>,
  {
    silent = [],
    settings = {},
  }: { readonly silent?: readonly string[]; readonly settings?: SearchSettings } = {},
) {
  const asked: string[] = [];
  const replica = { searcher: 'a', endpoint: 'http://a', datacenter: '' };
  const shards = {
    search: async ({ request }: Course): Promise<Found> => {
      asked.push(`${request.query} ${request.limit}`);
      const all = found[request.query] ?? 0;
      const answer = { all, any: all, hits: [], facets: [], took_ms: 1 };
      const statistics = { documents: 100, length: 100, languages: [], words: WORDS };
      const outcome = { answered: true, answer, replica } as const;
      const isSilent = silent.includes(request.query);
      return {
        round: isSilent ? [outcome, { answered: false, error: new Error('it hangs') }] : [outcome],
        statistics,
      };
    },
    near: async (_: Course, words: readonly string[]) => {
      asked.push(`near ${words.join(' ')}`);
      return silent.includes('near') ? undefined : words.map((word) => near[word] ?? []);
    },
  };
  const ask = async (query: string, verbatim?: boolean) => {
    const { signal } = new AbortController();
    const request = { indexes: ['x'], query, limit: 10, offset: 20, signal, verbatim };
    const map = { index: 'x', version: 1, documents: 100, shards: [] };
    const targets = [{ map, ...tuningBy(settings) }];
    const course = { search: Symbol('search'), request, targets, signal, until_ms: 0 };
    const { course: meant, did_you_mean, isCertain } = await asMeant(shards, course);
    return { ...meant.request, did_you_mean, isCertain };
  };
  return { asked, ask };
}

const opening = { word: 'opening', documents: 60, edits: 1 };
const receive = { word: 'receive', documents: 90, edits: 1 };

it('what is found as it is written is not looked at again', async () => {
  const { asked, ask } = shardsWith({ 'opening hours': 50 }, {});
  expect(await ask('opening hours')).toMatchObject({
    query: 'opening hours',
    offset: 20,
    did_you_mean: null,
  });
  expect(asked).toEqual(['opening hours 10']);
});

it('a word that no document has is taken for the one that was meant', async () => {
  const { asked, ask } = shardsWith({ 'opening hours': 50 }, { opning: [opening] });
  expect(await ask('opning hours')).toMatchObject({ query: 'opening hours', offset: 20, did_you_mean: null });
  expect(asked).toEqual(['opning hours 10', 'near opning', 'opening hours 10']);
  expect(await ask('opning hours', true)).toMatchObject({ query: 'opning hours' });
  expect(asked.slice(3)).toEqual(['opning hours 10']);
});

it('where nothing is near it stays as it is', async () => {
  const { asked, ask } = shardsWith({}, {});
  expect(await ask('opning')).toMatchObject({ query: 'opning', did_you_mean: null });
  expect(asked).toEqual(['opning 10', 'near opning']);
});

it('a query that finds much more is proposed, and one that does not is not', async () => {
  const near = { recieve: [receive], opning: [opening] };
  const much = shardsWith({ recieve: 2, receive: 90 }, near);
  expect(await much.ask('recieve')).toMatchObject({ query: 'recieve', did_you_mean: 'receive' });
  expect(much.asked).toEqual(['recieve 10', 'near recieve', 'receive 0']);
  expect(await shardsWith({ recieve: 2, receive: 19 }, near).ask('recieve')).toMatchObject({
    did_you_mean: null,
  });
  expect(await shardsWith({ recieve: 10, receive: 900 }, near).ask('recieve')).toMatchObject({
    did_you_mean: null,
  });
  const both = shardsWith({ 'opening recieve': 1, 'opening receive': 50 }, near);
  expect(await both.ask('opning recieve')).toMatchObject({
    query: 'opening recieve',
    did_you_mean: 'opening receive',
  });
});

it('a query that is corrected is so in all its words, where no document has those of one that is but half', async () => {
  const near = { recieve: [receive], opning: [opening] };
  const both = shardsWith({ 'opening receive': 50 }, near);
  expect(await both.ask('opning recieve')).toMatchObject({
    query: 'opening receive',
    limit: 10,
    offset: 20,
    did_you_mean: null,
  });
  expect(both.asked.at(-1)).toBe('opening receive 10');
});

it('what not all shards have told decides nothing, and is told to be uncertain', async () => {
  const near = { opning: [opening], recieve: [receive] };
  const silent = shardsWith({}, near, { silent: ['opning'] });
  expect(await silent.ask('opning')).toMatchObject({ query: 'opning' });
  expect(silent.asked).toEqual(['opning 10']);
  expect(await shardsWith({}, near, { silent: ['near'] }).ask('opning')).toMatchObject({
    query: 'opning',
    isCertain: false,
  });
  const found = { recieve: 2, receive: 90 };
  expect(await shardsWith(found, near, { silent: ['receive'] }).ask('recieve')).toMatchObject({
    did_you_mean: null,
    isCertain: false,
  });
  expect(await shardsWith(found, near).ask('recieve')).toMatchObject({
    did_you_mean: 'receive',
    isCertain: true,
  });
});

it('a query for which pages are pinned, or of which a word has a synonym that is found, is meant as it is typed', async () => {
  const near = { opning: [opening] };
  const pinned = [{ queries: ['opning'], urls: ['https://site.gov/x'] }];
  const synonyms = ['opning => hours'];
  for (const settings of [{ pinned }, { synonyms }])
    expect(await shardsWith({}, near, { settings }).ask('opning')).toMatchObject({ query: 'opning' });
});
