import { broughtBy, type ImportBatch, KEPT, KEPT_KINDS } from '../../db/repos/imports.ts';
import { loadRunDays } from '../../db/repos/payouts.ts';
import { listHolidays, loadTermsVersions } from '../../db/repos/terms.ts';
import type { ReadDb } from '../../db/tx.ts';
import { dueOn, valueOn } from '../../domain/payouts.ts';
import { termsOn } from '../../domain/terms.ts';
import { lastDayOf, lastMonthOf } from '../../shared/calendar.ts';

/** Of each kind of dependence so many are named. */
const NAMED = 5;

/** Partners whose tiers the import had a hand in: their deals, negotiated tiers, leads or opening came with it. */
export const TOUCHED_PARTNERS = `(
  SELECT partner_id FROM deals WHERE id IN (SELECT record_id FROM import_changes WHERE import_id = :import AND kind = 'deals')
  UNION SELECT partner_id FROM leads WHERE id IN (SELECT record_id FROM import_changes WHERE import_id = :import AND kind = 'leads')
  UNION SELECT partner_id FROM negotiated_terms WHERE id IN ${broughtBy('negotiated_terms')}
  UNION SELECT record_id FROM import_changes WHERE import_id = :import AND kind = 'partners'
    AND (before_json IS NULL OR before_json ->> 'opened_on' <> after_json ->> 'opened_on' OR before_json ->> 'opening_tier' <> after_json ->> 'opening_tier'))`;

const LINE = 'l.recorded_seq = :seq AND l.import_file_id IN (SELECT id FROM import_files WHERE import_id = :import)';
const DEALS = broughtBy('deals');
const PARTNERS = broughtBy('partners');
const COMMANDS_SINCE = 'm.close_seq > :seq';

/** Each answers with sentences about what was built on the import since, and stops its being taken back. Rows of the import itself are no dependents. */
const QUESTIONS: readonly string[] = [
  // Posted: nothing posted is ever deleted (3.6).
  `SELECT count(*) || CASE count(*) WHEN 1 THEN ' line of it is' ELSE ' lines of it are' END || ' posted in ' || a.posted_in || ' (first ' || min(d.code || ' ' || l.invoice_no) || ')'
   FROM billing_lines l CROSS JOIN accrual_lines a INDEXED BY accrual_lines_once_per_line ON a.billing_line_id = l.id AND a.reverses_id IS NULL AND a.billing_line_id IS NOT NULL JOIN deals d ON d.id = l.deal_id
   WHERE ${LINE} GROUP BY a.posted_in ORDER BY a.posted_in`,
  `SELECT DISTINCT 'commission of ' || d.code || ' is posted in ' || a.posted_in FROM deals d JOIN accrual_lines a ON a.deal_id = d.id WHERE d.id IN ${DEALS} ORDER BY a.posted_in, d.code`,
  `SELECT 'the close of ' || m.month || ' reckoned with ' || c.record || ' as the import left it'
   FROM import_changes c JOIN months m ON ${COMMANDS_SINCE} WHERE c.import_id = :import AND c.kind = 'deals' AND c.before_json IS NOT NULL ORDER BY m.month, c.record`,
  `SELECT 'a close reckoned with the clawback of ' || d.code FROM deals d WHERE d.id IN ${DEALS} AND d.clawback_close_seq > :seq ORDER BY d.code`,
  `SELECT 'commission of ' || p.code || ', whose tiers it decides, is posted in ' || m.month
   FROM months m CROSS JOIN accrual_lines a ON a.posted_in = m.month AND a.partner_id IN ${TOUCHED_PARTNERS} JOIN partners p ON p.id = a.partner_id
   WHERE ${COMMANDS_SINCE} GROUP BY p.code, m.month ORDER BY m.month, p.code`,
  `SELECT 'the payout of ' || i.quarter || ' withholds from ' || p.code || ' by the standing that came with it'
   FROM tax_standings t JOIN partners p ON p.id = t.partner_id JOIN payout_items i ON i.partner_id = p.id JOIN payout_runs r ON r.quarter = i.quarter
   WHERE t.id IN ${broughtBy('tax_standings')} AND r.recorded_seq > :seq ORDER BY i.quarter, p.code`,
  // Decided or worked by a person.
  `SELECT 'the decision of ' || x.decided_by || ' on ' || d.code || coalesce(' ' || l.invoice_no, '') || ' stands on it'
   FROM exception_decisions x JOIN deals d ON d.id = x.deal_id LEFT JOIN billing_lines l ON l.id = x.billing_line_id WHERE (${LINE}) OR x.deal_id IN ${DEALS} ORDER BY x.id`,
  `SELECT 'the variance of ' || d.code || ' in ' || w.month || ' was worked by ' || w.worked_by FROM variance_work w JOIN deals d ON d.id = w.deal_id WHERE w.deal_id IN ${DEALS} ORDER BY w.id`,
  // Recorded later on top of it.
  `SELECT 'invoice ' || l.invoice_no || ' of ' || d.code || ' came later' FROM billing_lines l JOIN deals d ON d.id = l.deal_id WHERE l.deal_id IN ${DEALS} AND NOT (${LINE}) ORDER BY l.id`,
  `SELECT 'deal ' || d.code || ' of ' || p.code || ' was registered later, at a tier that counts on it'
   FROM deals d JOIN partners p ON p.id = d.partner_id WHERE d.partner_id IN ${TOUCHED_PARTNERS} AND d.recorded_seq > :seq ORDER BY d.id`,
  `SELECT 'lead ' || l.client || ' of ' || p.code || ' came later' FROM leads l JOIN partners p ON p.id = l.partner_id
   WHERE l.partner_id IN ${PARTNERS} AND l.id NOT IN ${broughtBy('leads')} ORDER BY l.id`,
  `SELECT 'negotiated terms of ' || p.code || ' from ' || t.from_on || ' came later' FROM negotiated_terms t JOIN partners p ON p.id = t.partner_id
   WHERE t.partner_id IN ${PARTNERS} AND t.recorded_seq > :seq ORDER BY t.id`,
  `SELECT 'evidence of tax standing of ' || p.code || ' came later' FROM tax_standings t JOIN partners p ON p.id = t.partner_id
   WHERE t.partner_id IN ${PARTNERS} AND t.recorded_seq > :seq ORDER BY t.id`,
  `SELECT p.code || ' is tagged “' || t.tag || '”' FROM partner_tags t JOIN partners p ON p.id = t.partner_id WHERE t.partner_id IN ${PARTNERS} ORDER BY p.code, t.tag`,
  `SELECT 'the payout of ' || i.quarter || ' lists ' || p.code FROM payout_items i JOIN partners p ON p.id = i.partner_id WHERE i.partner_id IN ${PARTNERS} ORDER BY i.quarter, p.code`,
  `SELECT 'statement ' || s.number || ' of ' || p.code || ' is issued' FROM statement_issues s JOIN partners p ON p.id = s.partner_id WHERE s.partner_id IN ${PARTNERS} ORDER BY s.number`,
  `SELECT 'the bank file ' || x.file_name || ' pays ' || p.code FROM bank_export_payments b JOIN bank_exports x ON x.id = b.export_id JOIN partners p ON p.id = b.partner_id
   WHERE b.partner_id IN ${PARTNERS} ORDER BY x.id, p.code`,
  `SELECT 'the journal or the balances name ' || p.code FROM partners p WHERE p.id IN ${PARTNERS} AND (p.id IN (SELECT partner_id FROM partner_months) OR p.id IN (SELECT partner_id FROM partner_balances)
   OR p.id IN (SELECT partner_id FROM payout_events) OR p.id IN (SELECT partner_id FROM journal_entries) OR p.id IN (SELECT partner_id FROM journal_lines)) ORDER BY p.code`,
  ...KEPT_KINDS.map((kind) => {
    const { columns, version } = KEPT[kind];
    const same =
      version === 'NULL'
        ? `r.rowid IS NOT NULL AND json_object(${columns.map((column) => `'${column}', r.${column}`).join(', ')}) = c.after_json`
        : 'r.version = c.version_after';
    return `SELECT c.record || ' was changed since' FROM import_changes c LEFT JOIN ${kind} r ON r.rowid = c.record_id
      WHERE c.import_id = :import AND c.kind = '${kind}' AND NOT coalesce(${same}, 0) ORDER BY c.id`;
  }),
];

/** Enough to say no; the questions after that are not asked. */
const ENOUGH = 12;

/** What was built on an import since, in sentences; empty when it can be taken back. */
export function dependentsOf(db: ReadDb, batch: ImportBatch): string[] {
  const told = movedPayments(db, batch);
  for (const sql of QUESTIONS) {
    if (told.length >= ENOUGH) break;
    told.push(...firstAnswers(db, sql, batch));
  }
  return told;
}

function firstAnswers(db: ReadDb, sql: string, batch: ImportBatch): string[] {
  const named: string[] = [];
  for (const row of db.iterate<Record<string, string>>(sql, paramsOf(sql, batch))) {
    if (named.length === NAMED) return [...named, 'and more of this kind'];
    named.push(Object.values(row)[0] ?? '');
  }
  return named;
}

function paramsOf(sql: string, { id, seq }: ImportBatch): Record<string, number> {
  return { import: id, ...(sql.includes(':seq') ? { seq } : {}) };
}

/** Approved payment dates that stand on holidays of the import (6.3, 6.4). */
function movedPayments(db: ReadDb, { id }: ImportBatch): string[] {
  const brought = new Set(
    db
      .all<{ date: string }>(`SELECT record AS date FROM import_changes WHERE import_id = ? AND kind = 'holidays' AND before_json IS NULL`, [id])
      .map(({ date }) => date),
  );
  if (brought.size === 0) return [];
  const versions = loadTermsVersions(db);
  const all = new Set<string>(listHolidays(db).map((one) => one.date));
  const others = new Set([...all].filter((date) => !brought.has(date)));
  return loadRunDays(db).flatMap((run) => {
    const terms = termsOn(versions, lastDayOf(lastMonthOf(run.quarter)));
    const due = dueOn(run.quarter, terms);
    const moves = run.state !== 'proposed' && run.valueOn === valueOn(due, terms, all) && run.valueOn !== valueOn(due, terms, others);
    return moves ? [`the payment date ${run.valueOn} of ${run.quarter} is ${run.state} with its holidays`] : [];
  });
}
