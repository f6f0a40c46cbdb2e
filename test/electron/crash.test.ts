import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Log, redact } from '../../electron/main/crash.ts';

const folder = mkdtempSync(join(tmpdir(), 'pd-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('nothing of a person or a sum reaches the log', () => {
  it.each([
    ['PK36SCBL0000001123456702'],
    ['PK36 SCBL 0000 0011 2345 6702'],
    ['pk36scbl0000001123456702'],
    ['42101-1234567-1'],
    ['4210112345671'],
    ['khan.ahmed+x@example.org'],
    ['PKR 4,500,000.50'],
    ['Rs. 5000'],
    ['+92 300 1234567'],
    ['0092-300-1234567'],
    ['00012345678901234567'],
    ['token=abc.def'],
    ['"password": "hunter2"'],
  ])('%s', (secret) => {
    const clean = redact(`before ${secret} after`);
    expect(clean).toMatch(/^before .*after$/);
    for (const part of secret.split(/[ =:"]+/).filter((word) => word.length > 5 && !/^(token|password)$/.test(word))) expect(clean).not.toContain(part);
  });
  it('keeps what helps', () =>
    expect(redact('TypeError at ipc.ts:42:7 code SQLITE_BUSY 2026-11-22')).toBe('TypeError at ipc.ts:42:7 code SQLITE_BUSY 2026-11-22'));
});

describe('the log', () => {
  it('is local, private and turned over', () => {
    const log = new Log(join(folder, 'logs'), () => '2026-11-22T10:00:00Z');
    log.write('open', new Error('no PK36SCBL0000001123456702'));
    log.write('odd', { amount: 'PKR 5' });
    const path = join(log.folder, 'partnerdesk.log');
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(/^2026-11-22T10:00:00Z open: Error: no \[iban\]/);
    expect(text).toContain('odd: {"amount":"[amount]"}');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o077).toBe(0);
    for (let n = 0; n < 5; n += 1) {
      writeFileSync(path, 'x'.repeat(1_000_000));
      log.write('next', 'x');
    }
    expect(readdirSync(log.folder).sort()).toEqual(['partnerdesk.log', 'partnerdesk.log.1', 'partnerdesk.log.2', 'partnerdesk.log.3']);
  });
  it('never makes trouble of its own', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => new Log(join(folder, 'file', 'logs')).write('x', 1n)).not.toThrow();
    expect(() => new Log(join(folder, 'logs')).write('x', undefined)).not.toThrow();
  });
});
