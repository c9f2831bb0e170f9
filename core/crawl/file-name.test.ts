import { describe, expect, it } from 'vitest';
import { extensionOf, fileName } from './file-name.ts';

describe('the name of a file', () => {
  it.each<[says: string, url: string, disposition: string, name: string]>([
    ['the last part of its path', 'https://site.gov/docs/Plan%20B.pdf?x=1', '', 'Plan B.pdf'],
    ['that of a folder', 'https://site.gov/docs/', '', 'docs'],
    ['none at the root', 'https://site.gov/', '', ''],
    ['a percent sign that is only that', 'https://site.gov/100%', '', '100%'],
    ['what the server says', 'https://site.gov/get', 'attachment; filename=plan.pdf', 'plan.pdf'],
    [
      'what it says in quotes',
      'https://site.gov/get',
      'attachment; filename="my plan.pdf"; size=3',
      'my plan.pdf',
    ],
    [
      'what it says in UTF-8 first',
      'https://site.gov/get',
      "inline; filename=x.pdf; filename*=UTF-8''%C5%BElu%C5%A5.pdf",
      'žluť.pdf',
    ],
    [
      'the end of a path that it says',
      'https://site.gov/get',
      'attachment; filename="C:\\docs\\plan.pdf"',
      'plan.pdf',
    ],
    ['nothing that is blank', 'https://site.gov/get', 'attachment; filename=" "', 'get'],
  ])('is %s', (_says, url, disposition, name) => {
    expect(fileName(url, disposition)).toBe(name);
  });

  it.each([
    ['Report.PDF', 'pdf'],
    ['archive.tar.gz', 'gz'],
    ['none', ''],
    ['.', ''],
    ['what. now', ''],
  ])('%s ends in %s', (name, extension) => {
    expect(extensionOf(name)).toBe(extension);
  });
});
