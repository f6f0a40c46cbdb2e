import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import { copyDatabase, programmeFile, times, workFolder } from '../reliability/support/fixture.ts';
import { ROOT, skipLoudly, straceProblem } from '../reliability/support/spawn.ts';

const folder = workFolder();
/** How many single reads of opening fail; a campaign sets it past their number. */
const COUNT = times('IO_COUNT', 6);
const problem = straceProblem();
if (problem !== null) skipLoudly('test/ioinject/opening.test.ts (A9: faults while a file is opened)', problem);

const bytesOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

describe.skipIf(problem !== null)('A9, A10: a disk that fails while a file is opened', () => {
  test(`${COUNT} single reads fail: the file opens, or is refused in words that leave nothing in doubt; not a byte changes`, {
    timeout: 60_000 + Math.min(COUNT, 500) * 2000,
  }, async () => {
    const made = await programmeFile(join(folder, 'made.pdesk'), { partners: 3, deals: 10, months: ['2026-01'] }, 1);
    const connection = openDatabase(made);
    connection.raw.pragma('wal_checkpoint(TRUNCATE)');
    connection.close();
    const path = copyDatabase(made, join(folder, 'f.pdesk'));
    const list = join(folder, 'list.json');
    writeFileSync(list, JSON.stringify([path]));
    const before = bytesOf(path);
    const open = (...args: string[]) =>
      spawnSync('strace', ['-f', '-qq', '-P', path, ...args, process.execPath, join(ROOT, 'test/reliability/support/open-each.ts'), list], {
        encoding: 'utf8',
      });
    const log = join(folder, 'reads.txt');
    open('-o', log, '-e', 'trace=pread64');
    const reads = readFileSync(log, 'utf8').split('pread64(').length - 1;
    const codes: string[] = [];
    for (let n = 1; n <= Math.min(COUNT, reads); n += 1) {
      const run = open('-o', '/dev/null', '-e', `inject=pread64:error=EIO:when=${n}`);
      expect(run.signal, `read ${n}`).toBeNull();
      const said = JSON.parse(run.stdout) as { code: string; message: string; asked: string[] };
      codes.push(said.code);
      expect(['ok', 'FILE_UNREADABLE', 'DATABASE_CORRUPT'], `read ${n}: ${said.message}`).toContain(said.code);
      expect(said.message, `read ${n}`).not.toMatch(/not known|last command/);
      expect(bytesOf(path), `read ${n}`).toBe(before);
    }
    expect(codes, 'a read of the opening itself failed').toContain('FILE_UNREADABLE');
  });
});
