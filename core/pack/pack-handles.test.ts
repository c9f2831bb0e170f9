import { readdirSync, readlinkSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { PackHandles } from './pack-handles.ts';
import { packOf, page, temporaryFolder } from './testing/documents.ts';

describe('open packs', () => {
  it('are closed when they take too much, but for the one that is asked', () => {
    using folder = temporaryFolder();
    const paths = ['a', 'b'].map((name) => folder.file(name));
    const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
    const words = letters.flatMap((one) => letters.map((other) => `someword${one}${other}`));
    const documents = words.slice(0, 50).map((body) => page({ path: `/${body}`, body }));
    for (const path of paths) packOf(documents, path);
    const [a = '', b = ''] = paths;
    const handles = new PackHandles({ handles: 64, bytes: 4000 });
    const columns = handles.get(a).bytes;
    expect(columns).toBe(51 * 32 + 50);
    handles.get(b);
    expect(handles.size).toBe(2);
    // The words that are near to one are read when they are asked for.
    for (const path of [a, b]) expect(handles.get(path).near('somewordxyz')).not.toEqual([]);
    expect(handles.get(b).bytes).toBeGreaterThan(columns + 50 * 10 * 2);
    expect(handles.size).toBe(1);
    for (const path of paths) handles.close(path);
  });

  it.runIf(process.platform === 'linux')('leave no file open that cannot be read', () => {
    using folder = temporaryFolder();
    const path = folder.file('damaged');
    packOf([page({ path: '/' })], path);
    const db = new Database(path);
    db.exec("UPDATE columns SET data = x'00' WHERE name = 'languages'");
    db.close();
    const handles = new PackHandles({ handles: 2, bytes: 2 ** 20 });
    expect(() => handles.get(path)).toThrow('JSON');
    expect(handles.size).toBe(0);
    const open = readdirSync('/proc/self/fd').map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        // That of the folder that is read.
        return '';
      }
    });
    expect(open).not.toContain(path);
  });
});
