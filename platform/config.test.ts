import { describe, expect, it } from 'vitest';
import { BadConfig, isLoopback, readConfig } from './config.ts';

const KEY = 'a-secret-of-16-characters';

describe('settings', () => {
  it('have their defaults when a variable is absent or empty', () => {
    expect(readConfig({})).toMatchObject({ backend: 'embedded', port: 8080, key: '' });
    expect(readConfig({ SITEPACK_PORT: '' }).port).toBe(8080);
  });

  it('have other defaults where the backend is another', () => {
    const aws = { SITEPACK_BACKEND: 'aws', SITEPACK_BUCKET: 'packs-of-site' };
    expect(readConfig({})).toMatchObject({ crawl_timeout_s: 10, page_timeout_s: 2 });
    expect(readConfig(aws)).toMatchObject({ crawl_timeout_s: 300, page_timeout_s: 30 });
    expect(readConfig({ ...aws, SITEPACK_PAGE_TIMEOUT_S: '7' }).page_timeout_s).toBe(7);
  });

  it('name every variable that is wrong, and those that are none', () => {
    expect(() => readConfig({ SITEPACK_PORT: 'x', SITEPACK_SHARDS: '0', SITEPACK_PROT: '1' })).toThrow(
      /SITEPACK_PORT="x".*\n.*SITEPACK_SHARDS="0".*\n.*SITEPACK_PROT: there is no such setting/,
    );
  });

  it.each([
    [{ SITEPACK_BACKEND: 'azure' }, 'SITEPACK_BACKEND="azure" cannot be used; allowed: embedded or aws'],
    [{ SITEPACK_PORT: 'x' }, 'SITEPACK_PORT="x" cannot be used; allowed: whole number, from 0 to 65535'],
    [{ SITEPACK_SHARDS: '0' }, 'SITEPACK_SHARDS="0" cannot be used; allowed: whole number, from 1 to 256'],
    [{ SITEPACK_SHARDS: '1.5' }, /from 1 to 256$/],
    [{ SITEPACK_KEEP_S: '0' }, /allowed: number above 0, at most 86400$/],
    [{ SITEPACK_SPACE_MB: '-1' }, /allowed: whole number, 0 or more$/],
    [{ SITEPACK_BUCKET: 'Wrong_Bucket' }, /allowed: 3 to 63 lower-case letters, digits, dots and hyphens; /],
    [{ SITEPACK_PREFIX: 'x'.repeat(32) }, /allowed: 1 to 31 lower-case letters, digits and hyphens; /],
    [{ SITEPACK_DATACENTER: 'Ústí' }, /allowed: 1 to 64 lower-case letters, digits and hyphens$/],
    [{ SITEPACK_ALLOW_PRIVATE: '127.0.0.1' }, /allowed: CIDRs such as 127\.0\.0\.0\/8 /],
    [{ SITEPACK_PUBLIC_HOSTS: 'https://a' }, /allowed: host names without scheme, port and path, /],
    [{ SITEPACK_KEY: 'short' }, /="…" cannot be used; allowed: 16 to 256 printable ASCII characters /],
    [{ SITEPACK_USER_AGENT: 'Mozilla/5.0 (X11)' }, /as in "Mozilla\/5\.0 \(compatible; MyBot\/1\.0; /],
    [
      { SITEPACK_PROXY: 'proxy:3128' },
      /="…" cannot be used; allowed: http:\/\/ or https:\/\/, host and port /,
    ],
    [{ SITEPACK_LOG: 'loud' }, /allowed: trace, debug, info, warn, error or silent$/],
  ])('say what is allowed in place of %j', (env, message) => {
    expect(() => readConfig(env)).toThrow(message);
  });

  it('have defaults that are allowed, with each backend', () => {
    for (const backend of ['embedded', 'aws'])
      expect(() => readConfig({ SITEPACK_BACKEND: backend, SITEPACK_BUCKET: 'b-1' })).not.toThrow();
  });

  it('do not repeat a value of any length', () => {
    expect(() => readConfig({ SITEPACK_PREFIX: 'x'.repeat(100_000) })).toThrow(/^.{1,400}$/);
  });

  it('ask for a bucket with the backend that needs one', () => {
    expect(() => readConfig({ SITEPACK_BACKEND: 'aws' })).toThrow(/needs SITEPACK_BUCKET/);
  });

  it('ask for a key where other machines can reach the servers', () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.2', 'example.com', '127.0.0.1.example.com']) {
      expect(() => readConfig({ SITEPACK_HOST: host }), host).toThrow(BadConfig);
      expect(() => readConfig({ SITEPACK_HOST: host }), host).toThrow(/set SITEPACK_KEY/);
      expect(readConfig({ SITEPACK_HOST: host, SITEPACK_KEY: KEY }).host).toBe(host);
    }
  });

  it.each([
    'http://proxy',
    'https://u:p%40@proxy.site.gov:3128/',
    'http://[::1]:3128',
    'http://u@10.0.0.7:80',
  ])('take the proxy %s', (proxy) => {
    expect(readConfig({ SITEPACK_PROXY: proxy }).proxy).toBe(proxy);
  });

  it('do not repeat a password that is refused', () => {
    for (const proxy of ['http://u:s3cret@proxy/path', 'socks5://u:s3cret@proxy', 'http://u:s3cret@@proxy'])
      expect(() => readConfig({ SITEPACK_PROXY: proxy })).toThrow(/^(?!.*s3cret).*SITEPACK_PROXY/);
  });

  it('do not repeat a key that is refused', () => {
    const wrong = () => readConfig({ SITEPACK_KEY: 'too short' });
    expect(wrong).toThrow(/SITEPACK_KEY/);
    expect(wrong).not.toThrow(/too short/);
  });
});

it.each(['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]'])('%s is a loopback address', (host) => {
  expect(isLoopback(host)).toBe(true);
});
