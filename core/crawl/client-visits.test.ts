import { describe, expect, it } from 'vitest';
import { ClientVisits } from './client-visits.ts';

const VISIT = {
  kind: 'done',
  outcome: { kind: 'indexed', reason: 'answered 200' },
  links: [],
  attempts: 1,
  fresh: true,
} as const;

describe('visits for clients', () => {
  it('do for whoever asked before they began, and for nobody who asked later', () => {
    const visits = new ClientVisits();
    expect(visits.visitFor('page', 'first', 10)).toBeUndefined();
    expect(visits.visitFor('page', 'second', 15)).toBeUndefined();
    visits.note('page', 10, VISIT);
    expect(visits.visitFor('page', 'first', 20)).toBe(VISIT);
    expect(visits.visitFor('page', 'second', 20)).toBeUndefined();
    visits.note('page', 20, VISIT);
    expect(visits.visitFor('page', 'second', 30)).toBe(VISIT);
    expect(visits.visitFor('page', 'third', 30)).toBeUndefined();
    expect(visits.visitFor('other page', 'second', 30)).toBeUndefined();
  });

  it('are the latest that began, in whatever order they end', () => {
    const visits = new ClientVisits();
    visits.visitFor('page', 'one', 15);
    visits.note('page', 20, VISIT);
    visits.note('page', 10, { ...VISIT, attempts: 2 });
    expect(visits.visitFor('page', 'one', 30)).toBe(VISIT);
  });

  it('are asked for anew by whoever posts again under the id of a message that was answered', () => {
    const visits = new ClientVisits();
    visits.visitFor('page', 'one', 10);
    visits.visitFor('page', 'other', 10);
    visits.note('page', 10, VISIT);
    visits.answered('page', 'one');
    expect(visits.visitFor('page', 'one', 20)).toBeUndefined();
    expect(visits.visitFor('page', 'other', 20)).toBe(VISIT);
    visits.note('page', 20, VISIT);
    expect(visits.visitFor('page', 'one', 30)).toBe(VISIT);
  });

  it('are asked for anew by a message that comes again after an hour', () => {
    const visits = new ClientVisits();
    visits.visitFor('page', 'dead', 0);
    visits.note('page', 10, VISIT);
    expect(visits.visitFor('page', 'dead', 3_599_999)).toBe(VISIT);
    expect(visits.visitFor('page', 'dead', 3_600_000)).toBeUndefined();
  });

  it('are asked for anew by a message that was forgotten for others', () => {
    const visits = new ClientVisits();
    visits.visitFor('page', 'forgotten', 0);
    for (let n = 0; n < 10_000; n += 1) visits.visitFor('page', `message-${n}`, 1);
    visits.note('page', 2, VISIT);
    expect(visits.visitFor('page', 'message-9999', 3)).toBe(VISIT);
    expect(visits.visitFor('page', 'forgotten', 3)).toBeUndefined();
  });

  it('are forgotten for others that have more links than a process keeps, however few they are', () => {
    const visits = new ClientVisits();
    const links = Array.from({ length: 1000 }, (_, n) => `https://site.gov/${'d'.repeat(1975)}/${1000 + n}`);
    for (let n = 0; n < 20; n += 1) {
      visits.visitFor(`page-${n}`, 'one', 0);
      visits.note(`page-${n}`, 1, { ...VISIT, links });
    }
    const known = Array.from({ length: 20 }, (_, n) => visits.visitFor(`page-${n}`, 'one', 2));
    expect(known.map((visit) => visit !== undefined)).toEqual([
      ...Array(11).fill(false),
      ...Array(9).fill(true),
    ]);
  });

  it('are asked for anew by a message that was forgotten for a few that were led to by long URLs', () => {
    const visits = new ClientVisits();
    visits.visitFor('page', 'forgotten', 0);
    const way = 'x'.repeat(20_000);
    for (let n = 0; n < 250; n += 1) visits.visitFor('page', `${way} ${n}`, 1);
    visits.note('page', 2, VISIT);
    expect(visits.visitFor('page', `${way} 249`, 3)).toBe(VISIT);
    expect(visits.visitFor('page', 'forgotten', 3)).toBeUndefined();
  });
});
