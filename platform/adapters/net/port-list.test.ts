import { describe, expect, it } from 'vitest';
import { PortList } from './port-list.ts';

describe('a list of ports', () => {
  it.each<[list: string[], has: number[], others: number[]]>([
    [
      ['80', '443'],
      [80, 443],
      [0, 8080, 65_535],
    ],
    [['8000-8010'], [8000, 8005, 8010], [7999, 8011]],
    [
      ['80', '1-65535'],
      [80, 443, 8080, 65_535],
      [22, 25, 6667, 10_080],
    ],
    [
      ['0-65535', '25'],
      [25, 8080],
      [0, 22],
    ],
    [[], [], [80]],
  ])('%j', (list, has, others) => {
    const ports = new PortList(list);
    expect(has.filter((port) => !ports.has(port))).toEqual([]);
    expect(others.filter((port) => ports.has(port))).toEqual([]);
  });

  it.each(['x', '', '-1', '80-', '90-80', '65536', '1e3', '80 ', '0x50'])(
    'refuses "%s", and names it',
    (port) => {
      expect(() => new PortList(['80', port])).toThrow(`"${port}" is no port`);
    },
  );
});
