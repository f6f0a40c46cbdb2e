import { cpSync } from 'node:fs';
import Database from 'better-sqlite3';
import { openProgramme } from './support/programme.ts';
import { openDatabase } from '../src/db/open.ts';
import { run } from '../src/services/verify.ts';
const t = await openProgramme(); await t.app.close(); cpSync(t.path, '/tmp/scratch/flip0.pdesk'); await t.close();
const tables = ['accrual_lines','journal_entries','journal_lines','audit_rows','partner_months','partner_balances','months','payout_items','payout_runs','payout_events','billing_lines','deals','tier_changes','tier_graces','exception_decisions','variance_work','negotiated_terms','tax_standings','withholding_rates'];
const missed = new Map<string, number>(), total = new Map<string, number>();
let n = 0, hit = 0;
let rnd = 12345; const r = (k: number) => { rnd = (Math.imul(rnd, 1103515245) + 12345) & 0x7fffffff; return Math.floor(rnd / 0x7fffffff * k); };
const path = '/tmp/scratch/flip.pdesk';
for (let i = 0; i < 1200; i++) {
  cpSync('/tmp/scratch/flip0.pdesk', path);
  const raw = new Database(path); raw.pragma('foreign_keys=OFF');
  const trg = raw.prepare("SELECT name, sql FROM sqlite_schema WHERE type='trigger'").all() as any[]; for (const x of trg) raw.exec(`DROP TRIGGER ${x.name}`);
  const table = tables[r(tables.length)]!; const cols = (raw.prepare(`SELECT name FROM pragma_table_info('${table}')`).all() as any[]).map(x => x.name);
  const rows = raw.prepare(`SELECT rowid AS rid, * FROM ${table}`).all() as any[]; const row = rows[r(rows.length)]; if (!row) { raw.close(); continue; }
  const col = cols[r(cols.length)]; let v = row[col]; let ok = true;
  if (v === null) ok = false; else if (typeof v === 'number') v = v ^ (1 << r(20)); else { if (v.length === 0) ok = false; else { const at = r(v.length); v = v.slice(0, at) + String.fromCharCode(v.charCodeAt(at) ^ (1 << r(6))) + v.slice(at + 1); } }
  if (ok) try { raw.prepare(`UPDATE ${table} SET ${col} = ? WHERE rowid = ?`).run(v, row.rid); } catch { ok = false; }
  for (const x of trg) raw.exec(x.sql); raw.close(); if (!ok) continue;
  const c = openDatabase(path, { readonly: true }); const res = c.snapshot((db) => run({ db, today: '2025-07-04' } as never)); c.close();
  n++; const key = `${table}.${col}`; total.set(key, (total.get(key) ?? 0) + 1); if (!res.ok) hit++; else missed.set(key, (missed.get(key) ?? 0) + 1);
}
console.log(n, hit, (hit / n * 100).toFixed(1) + '%'); console.log([...missed].sort().map(([k, m]) => `${k} ${m}/${total.get(k)}`).join('\n'));
