import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { httpFixture } from '../testing/http-fixture.ts';

/** What visitors of another site load because of us, as it is sent without compression. */
const MOST_BYTES = 12 * 1024;

describe('GET /widget.js', () => {
  it('is small, and a script that needs no eval', async () => {
    await using fixture = await httpFixture();
    const text = await (await fixture.app.request('/widget.js')).text();
    expect(Buffer.byteLength(text)).toBeLessThan(MOST_BYTES);
    expect(() => new Script(text)).not.toThrow();
    expect(text).not.toMatch(/innerHTML|insertAdjacentHTML|outerHTML|\beval\b|new Function|document\.write/);
    expect(text).toContain(':host{');
  });

  it('is for everybody, for pages of all sites, and asked for again', async () => {
    await using fixture = await httpFixture({
      SITEPACK_HOST: '0.0.0.0',
      SITEPACK_KEY: 'a-secret-of-16-characters',
    });
    const first = await fixture.app.request('/widget.js');
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(first.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(first.headers.get('access-control-allow-origin')).toBe('*');
    expect(first.headers.get('cache-control')).toBe('public, max-age=3600');
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
    expect((await fixture.app.request('/widget.js', { headers })).status).toBe(304);
  });

  it('is all that pages of other sites may load', async () => {
    await using fixture = await httpFixture();
    for (const path of ['/', '/v1/indexes', '/openapi.json', '/widget.js/'])
      expect((await fixture.app.request(path)).headers.get('cross-origin-resource-policy'), path).toBe(
        'same-origin',
      );
  });
});
