import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, expect, test } from 'vitest';
import { auditHash } from '../../src/app/audit.ts';
import { initDatabase } from '../../src/app/init.ts';
import { openDatabase } from '../../src/db/open.ts';
import { chainProblems } from '../support/books.ts';
import { ask, Chance, call, copyDatabase, STILL, times, withFile, workFolder } from './support/fixture.ts';

/** D8: what somebody did to the audit trail with a tool of his own, guards and triggers gone, shows. */
const COUNT = times('TAMPER_COUNT', 40);
const folder = workFolder();
const whole = join(folder, 'whole.pdesk');
const ROWS = 60;

beforeAll(async () => {
  await initDatabase({ dbPath: whole, clock: STILL, mode: 'solo' });
  await withFile(whole, async (app) => {
    for (let n = 0; n < ROWS; n += 1) {
      if (n % 5 === 0) await ask(app, 'months.close', { month: 'never' });
      else await call(app, 'system.recordVerify', { ok: n % 2 === 0 }, n % 3 === 0 ? `request-${n}` : undefined);
    }
  });
});

const COLUMNS = [
  'at',
  'business_date',
  'actor',
  'host',
  'procedure',
  'input_sha256',
  'outcome',
  'changes_json',
  'app_version',
  'previous_hash',
  'hash',
] as const;

type Edit = (raw: Database.Database, chance: Chance, last: number) => string;

/** Edits in the middle of the trail: any number of them must be found. */
const EDITS: Readonly<Record<string, Edit>> = {
  change: (raw, chance, last) => {
    const [column, seq] = [chance.pick(COLUMNS), 1 + chance.below(last)];
    raw.prepare(`UPDATE audit_rows SET ${column} = ${column} || 'x' WHERE seq = ?`).run(seq);
    return `${column} of row ${seq}`;
  },
  'request id': (raw, chance, last) => {
    const seq = 1 + chance.below(last);
    raw.prepare("UPDATE audit_rows SET request_id = coalesce(request_id, '') || 'x' WHERE seq = ?").run(seq);
    return `request id of row ${seq}`;
  },
  delete: (raw, chance, last) => {
    const seq = 1 + chance.below(last - 1);
    raw.prepare('DELETE FROM audit_rows WHERE seq = ?').run(seq);
    return `row ${seq} gone`;
  },
  'delete and close the gap': (raw, chance, last) => {
    const seq = 1 + chance.below(last - 1);
    raw.prepare('DELETE FROM audit_rows WHERE seq = ?').run(seq);
    for (let n = seq + 1; n <= last; n += 1) raw.prepare('UPDATE audit_rows SET seq = seq - 1 WHERE seq = ?').run(n);
    return `row ${seq} gone, the others moved up`;
  },
  insert: (raw, chance, last) => {
    const seq = 1 + chance.below(last);
    for (let n = last; n >= seq; n -= 1) raw.prepare('UPDATE audit_rows SET seq = seq + 1 WHERE seq = ?').run(n);
    raw
      .prepare(`INSERT INTO audit_rows SELECT ${seq}, ${COLUMNS.slice(0, 5).join(', ')}, NULL, ${COLUMNS.slice(5).join(', ')} FROM audit_rows WHERE seq = ?`)
      .run(seq + 1);
    return `a row put in at ${seq}`;
  },
  reorder: (raw, chance, last) => {
    const seq = 1 + chance.below(last - 1);
    const move = raw.prepare('UPDATE audit_rows SET seq = ? WHERE seq = ?');
    for (const [to, from] of [
      [-1, seq],
      [seq, seq + 1],
      [seq + 1, -1],
    ])
      move.run(to, from);
    return `rows ${seq} and ${seq + 1} exchanged`;
  },
  'change with its own hash made right': (raw, chance, last) => {
    const seq = 1 + chance.below(last - 1);
    raw.prepare("UPDATE audit_rows SET actor = 'somebody else' WHERE seq = ?").run(seq);
    const row = raw
      .prepare(
        `SELECT at, business_date AS businessDate, actor, host, procedure, request_id AS requestId, input_sha256 AS inputSha256, outcome, changes_json AS changesJson FROM audit_rows WHERE seq = ?`,
      )
      .get(seq) as Parameters<typeof auditHash>[1];
    const rest = raw.prepare('SELECT app_version AS version, previous_hash AS previous FROM audit_rows WHERE seq = ?').get(seq) as {
      version: string;
      previous: string;
    };
    raw.prepare('UPDATE audit_rows SET hash = ? WHERE seq = ?').run(auditHash(seq, row, rest.version, rest.previous), seq);
    return `row ${seq} rewritten with a fitting hash`;
  },
};

function tamper(edit: Edit, chance: Chance): { path: string; what: string } {
  const path = copyDatabase(whole, join(folder, 'tampered.pdesk'));
  const raw = new Database(path);
  for (const name of raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all() as string[]) raw.exec(`DROP TRIGGER ${name}`);
  const last = raw.prepare('SELECT max(seq) FROM audit_rows').pluck().get() as number;
  const what = edit(raw, chance, last);
  raw.close();
  return { path, what };
}

function chainOf(path: string): string[] {
  const connection = openDatabase(path, { readonly: true });
  try {
    return chainProblems(connection);
  } finally {
    connection.close();
  }
}

/** What the application itself says of the audit trail; null while its verify does not look at it. */
async function auditCheck(path: string): Promise<{ ok: boolean; problems: string[] } | null> {
  return withFile(path, async (app) => {
    const reply = await ask(app, 'system.verify', {});
    if (!reply.ok) return null;
    const { checks } = reply.value as { checks: { name: string; what: string; ok: boolean; problems: string[] }[] };
    return checks.find((check) => /audit/i.test(`${check.name} ${check.what}`)) ?? null;
  });
}

test('D8: a trail that nobody touched is whole', async () => {
  expect(chainOf(whole)).toEqual([]);
  expect(await auditCheck(whole)).toMatchObject({ ok: true });
});

test(`D8: ${COUNT} offline edits (change, delete, insert, reorder) each break the chain`, () => {
  const chance = new Chance('audit');
  const names = Object.keys(EDITS);
  for (let index = 0; index < COUNT; index += 1) {
    const name = names[index % names.length] ?? '';
    const { path, what } = tamper(EDITS[name] as Edit, chance);
    expect(chainOf(path).length, `${name}: ${what}, seed ${chance.seed}`).toBeGreaterThan(0);
  }
});

test.each(Object.keys(EDITS))('D8: system.verify finds: %s', async (name) => {
  const chance = new Chance(`audit ${name}`);
  const { path, what } = tamper(EDITS[name] as Edit, chance);
  const check = await auditCheck(path);
  expect(check?.ok, `${what}, seed ${chance.seed}: ${JSON.stringify(check)}`).toBe(false);
  expect(check?.problems.length).toBeGreaterThan(0);
});

test('D8, said plainly: cutting the tail off is not seen from inside the file; only a hash printed elsewhere shows it', () => {
  const path = copyDatabase(whole, join(folder, 'cut.pdesk'));
  const raw = new Database(path);
  raw.exec('DROP TRIGGER audit_rows_no_delete; DELETE FROM audit_rows WHERE seq > 40');
  raw.close();
  expect(chainOf(path)).toEqual([]);
  const head = (of: string): unknown => {
    const connection = openDatabase(of, { readonly: true });
    try {
      return connection.get('SELECT hash FROM audit_rows ORDER BY seq DESC LIMIT 1');
    } finally {
      connection.close();
    }
  };
  expect(head(path)).not.toEqual(head(whole));
});
