import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeAddress, parseCidrs } from './guard.ts';

describe('judgeAddress', () => {
  it.each([
    ['8.8.8.8'],
    ['93.184.216.34'],
    ['172.15.255.255'],
    ['172.32.0.1'],
    ['100.63.255.255'],
    ['192.167.255.255'],
    ['2001:4860:4860::8888'],
    ['2606:2800:220:1:248:1893:25c8:1946'],
    ['::ffff:8.8.8.8'],
  ])('lets %s be read from', (address) => {
    expect(judgeAddress(address, [])).toEqual({ allowed: true });
  });

  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'carrierGradeNat'],
    ['100.100.100.200', 'cloud metadata'],
    ['169.254.169.254', 'cloud metadata'],
    ['169.254.170.2', 'cloud metadata'],
    ['169.254.1.1', 'linkLocal'],
    ['168.63.129.16', 'cloud metadata'],
    ['192.0.0.192', 'cloud metadata'],
    ['192.0.0.1', 'reserved'],
    ['192.31.196.1', 'as112'],
    ['192.52.193.1', 'amt'],
    ['192.175.48.1', 'as112'],
    ['198.19.255.255', 'reserved'],
    ['239.255.255.255', 'multicast'],
    ['192.0.2.1', 'reserved'],
    ['192.88.99.1', 'reserved'],
    ['198.18.0.1', 'reserved'],
    ['198.51.100.1', 'reserved'],
    ['203.0.113.1', 'reserved'],
    ['224.0.0.1', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['::', 'unspecified'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['::ffff:10.0.0.1', 'private'],
    ['::ffff:169.254.169.254', 'cloud metadata'],
    ['::ffff:a9fe:a9fe', 'cloud metadata'],
    ['::ffff:168.63.129.16', 'cloud metadata'],
    ['::ffff:0:8.8.8.8', 'rfc6145'],
    ['::ffff:0:7f00:1', 'rfc6145'],
    ['::127.0.0.1', 'reserved'],
    ['::8.8.8.8', 'reserved'],
    ['::8.8.8.8%eth0', 'reserved'],
    ['::808:808', 'reserved'],
    ['64:ff9b::8.8.8.8', 'rfc6052'],
    ['64:ff9b::7f00:1', 'rfc6052'],
    ['64:ff9b::808:808', 'rfc6052'],
    ['64:ff9b:1::1', 'rfc6052'],
    ['64:ff9b:1:ffff:ffff:ffff:ffff:ffff', 'rfc6052'],
    ['64:ff9b:2::1', 'reserved'],
    ['100::1', 'discard'],
    ['2001:2::1', 'benchmarking'],
    ['2001:3::1', 'amt'],
    ['2001:4:112::1', 'as112v6'],
    ['2001:10::1', 'deprecatedOrchid'],
    ['2001:20::1', 'orchid2'],
    ['2001:1::1', 'reserved'],
    ['3fff::1', 'reserved'],
    ['5f00::1', 'segmentRouting'],
    ['2606:2800:220:1:0:5efe:7f00:1', 'isatap'],
    ['2606:2800:220:1:200:5efe:10.0.0.1', 'isatap'],
    ['fe80::5efe:10.0.0.1', 'linkLocal'],
    ['2002:a9fe:a9fe::1', '6to4'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'teredo'],
    ['2002:7f00:1::', '6to4'],
    ['2001::1', 'teredo'],
    ['2001:db8::1', 'reserved'],
    ['fe80::1', 'linkLocal'],
    ['fe80::1%eth0', 'linkLocal'],
    ['fe80::1.2.3.4%eth0', 'linkLocal'],
    ['fc00::1', 'uniqueLocal'],
    ['fd00:ec2::254', 'cloud metadata'],
    ['fd20:ce::254', 'cloud metadata'],
    ['fd00:ec2::1', 'uniqueLocal'],
    ['ff0e::1', 'multicast'],
    ['fec0::1', 'deprecatedSiteLocal'],
    ['ff02::1', 'multicast'],
    ['4000::1', 'reserved'],
    ['0x7f.1', 'not an address'],
    ['127.1', 'not an address'],
    ['2130706433', 'not an address'],
    ['017700000001', 'not an address'],
    ['0177.0.0.1', 'not an address'],
    ['127.0.0.1.', 'not an address'],
    ['[::1]', 'not an address'],
    ['localhost', 'not an address'],
    ['', 'not an address'],
  ])('refuses %s: %s', (address, range) => {
    expect(judgeAddress(address, [])).toEqual({ allowed: false, range });
  });

  it.each([
    ['127.0.0.1', '127.0.0.0/8', true],
    ['127.0.0.1', '127.0.0.1/32', true],
    ['127.0.0.2', '127.0.0.1/32', false],
    ['::ffff:127.0.0.1', '127.0.0.0/8', true],
    ['::ffff:127.0.0.1', '::ffff:0:0/96', true],
    ['10.1.2.3', '127.0.0.0/8', false],
    ['::1', '127.0.0.0/8', false],
    ['::1', '::1/128', true],
    ['fd12::1', 'fd00::/8', true],
    ['64:ff9b::808:808', '64:ff9b::/96', true],
    ['168.63.129.16', '168.63.129.16/32', true],
    ['168.63.129.16', '168.63.0.0/16', false],
    ['169.254.169.254', '169.254.0.0/16', false],
    ['169.254.169.254', '0.0.0.0/0', false],
    ['169.254.169.254', '169.254.169.254/32', true],
    ['169.254.1.1', '169.254.0.0/16', true],
    ['100.100.100.200', '100.64.0.0/10', false],
    ['100.100.100.201', '100.64.0.0/10', true],
    ['fd00:ec2::254', 'fd00::/8', false],
    ['fd00:ec2::254', 'fd00:ec2::254/128', true],
    ['::ffff:169.254.169.254', '::ffff:0:0/96', false],
    ['::ffff:169.254.169.254', '169.254.169.254/32', true],
    ['2606:2800:220:1:0:5efe:7f00:1', '2606:2800::/32', true],
  ])('%s with %s allowed: %s', (address, cidr, allowed) => {
    expect(judgeAddress(address, parseCidrs([cidr])).allowed).toBe(allowed);
  });

  it('judges an IPv4 address alike however it is dressed', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(judgeAddress(`::ffff:${address}`, [])).toEqual(judgeAddress(address, []));
      }),
    );
  });

  it('gives a verdict on anything', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4Extended(), fc.ipV6()), (text) => {
        expect(() => judgeAddress(text, [])).not.toThrow();
      }),
    );
  });
});

describe('parseCidrs', () => {
  it('names what is no range', () => {
    expect(() => parseCidrs(['10.0.0.0/8', '10.0.0.0/99'])).toThrow('"10.0.0.0/99" is no range of addresses');
  });
});
