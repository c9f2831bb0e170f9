import { expect, it } from 'vitest';
import { parseContentType } from './content-type.ts';

it.each<[header: string | undefined, type: string, charset: string | undefined]>([
  [undefined, '', undefined],
  ['', '', undefined],
  ['Text/HTML', 'text/html', undefined],
  ['text/html;charset=UTF-8', 'text/html', 'utf-8'],
  ['text/html; boundary=x; Charset = "koi8-r" ; x=y', 'text/html', 'koi8-r'],
  ['text/html; charset=a; charset=b', 'text/html', 'a'],
  ['text/html; charset=', 'text/html', undefined],
  ['nonsense', 'nonsense', undefined],
  // Sent twice.
  ['text/plain, text/html', 'text/html', undefined],
  ['text/html; charset=gbk, text/html', 'text/html', 'gbk'],
  ['text/html; charset=gbk, text/plain', 'text/plain', undefined],
  ['text/html; charset=gbk, text/html; charset=big5', 'text/html', 'big5'],
  ['text/html, */*', 'text/html', undefined],
  ['text/html, nonsense', 'text/html', undefined],
])('Content-Type: %s', (header, type, charset) => {
  expect(parseContentType(header)).toEqual({ type, charset });
});
