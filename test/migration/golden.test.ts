import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type AuditEntry, auditHash } from '../../src/app/audit.ts';
import { initDatabase } from '../../src/app/init.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open.ts';
import { type Facts, factsOf, lostSince, releasesWithoutFile } from '../golden-db/facts.ts';
import { fillGolden } from '../golden-db/fill.ts';
import { ask, STILL, withFile, workFolder } from '../reliability/support/fixture.ts';
import { booksProblems } from '../support/books.ts';
import { scratch } from './support/files.ts';

const FROZEN = fileURLToPath(new URL('../golden-db/', import.meta.url));
const folder = workFolder();
const files = readdirSync(FROZEN);

/** Opens a copy with today's application: every row and value is still there, books and audit chain hold, and verify says so. */
async function expectOpens(from: string, then: Facts): Promise<void> {
  const path = join(folder, `opened-${then.madeBy}.pdesk`);
  copyFileSync(from, path);
  await withFile(path, async (app) => {
    const reply = await ask(app, 'system.verify', {});
    expect(reply).toMatchObject({ ok: true, value: { ok: true } });
    expect(lostSince(then, factsOf(path))).toEqual([]);
  });
  expect(booksProblems(path)).toEqual([]);
}

describe('F1, D9: every released schema opens, its content whole, its audit chain verified by the code of today', () => {
  test.each(files.filter((name) => name.endsWith('.pdesk')))('%s', async (name) => {
    await expectOpens(join(FROZEN, name), JSON.parse(readFileSync(join(FROZEN, name.replace(/\.pdesk$/, '.json')), 'utf8')) as Facts);
  });

  test('every release of the changelog has its frozen file', () => {
    expect(releasesWithoutFile(readFileSync('CHANGELOG.md', 'utf8'), files)).toEqual([]);
    expect(releasesWithoutFile('## Unreleased\n## 0.2.0\n## [v0.1.0] - 2026\n', ['0.1.0.pdesk', '0.1.0.json'])).toEqual(['0.2.0']);
  });

  test('the file that a release would freeze today opens, and what is lost of it would show', async () => {
    const path = join(folder, 'today.pdesk');
    await fillGolden(path);
    const connection = openDatabase(path);
    connection.raw.pragma('wal_checkpoint(TRUNCATE)');
    connection.close();
    const then = { madeBy: 'today', ...factsOf(path) };
    for (const table of ['accrual_lines', 'payout_items', 'months', 'audit_rows', 'negotiated_terms', 'holidays'])
      expect(then.rows[table] ?? 0, table).toBeGreaterThan(0);
    await expectOpens(path, then);
    const harmful = openDatabase(path);
    await migrate(harmful, path, scratch('UPDATE partners SET name = upper(name)'));
    harmful.close();
    expect(lostSince(then, factsOf(path))).toEqual(['partners.name is not what it was']);
  });
});

type FrozenRow = Omit<AuditEntry, 'changes'> & { seq: number; changesJson: string; appVersion: string; previousHash: string; hash: string };

describe('D9: the way audit rows are hashed does not change', () => {
  const rows = JSON.parse(readFileSync(join(FROZEN, 'audit-chain.json'), 'utf8')) as FrozenRow[];

  test('each row of a frozen trail recomputes to the hash it was given', () => {
    expect(rows.length).toBeGreaterThan(10);
    for (const { seq, appVersion, previousHash, hash, ...entry } of rows) expect(auditHash(seq, entry, appVersion, previousHash), `row ${seq}`).toBe(hash);
  });

  test('and verify finds the trail whole, and a changed row of it', async () => {
    const path = join(folder, 'chain.pdesk');
    await initDatabase({ dbPath: path, clock: STILL, mode: 'solo' });
    const connection = openDatabase(path);
    const guards = connection.all<{ name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit_rows'");
    for (const { name } of guards) connection.raw.exec(`DROP TRIGGER ${name}`);
    connection.raw.exec('DELETE FROM audit_rows');
    const insert = connection.raw.prepare(
      `INSERT INTO audit_rows (seq, at, business_date, actor, host, procedure, request_id, input_sha256, outcome, changes_json, app_version, previous_hash, hash)
       VALUES (:seq, :at, :businessDate, :actor, :host, :procedure, :requestId, :inputSha256, :outcome, :changesJson, :appVersion, :previousHash, :hash)`,
    );
    for (const row of rows) insert.run(row);
    const auditProblems = async (): Promise<string[]> =>
      withFile(path, async (app) => {
        const reply = await ask(app, 'system.verify', {});
        const { checks } = (reply as { value: { checks: { name: string; problems: string[] }[] } }).value;
        return checks.filter((check) => check.name === 'audit').flatMap((check) => check.problems);
      });
    expect(await auditProblems()).toEqual([]);
    connection.raw.exec("UPDATE audit_rows SET actor = 'nobody' WHERE seq = 5");
    expect(await auditProblems()).not.toEqual([]);
    connection.close();
  });
});
