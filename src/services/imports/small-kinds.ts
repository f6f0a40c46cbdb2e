import { isFixed, movedPaymentDates, movedRunText } from '../../db/repos/payment-dates.ts';
import type { ImportRow } from '../../importers/index.ts';
import { type Batch, countsOf, fail } from './batch.ts';

/** Takes calendar rows; another name for a known day renames it. One that would move the payment date of an approved run is refused (6.3, 6.4). */
export function applyHolidays(batch: Batch, rows: readonly ImportRow<'holidays'>[]): void {
  const { db } = batch.context;
  for (const row of rows) {
    const { values } = row;
    const stored = db.get<{ name: string }>('SELECT name FROM holidays WHERE on_date = ?', [values.date]);
    if (stored?.name === values.name) {
      countsOf(batch, 'holidays').unchanged += 1;
      continue;
    }
    const fixed = stored ? undefined : movedPaymentDates(db, values.date).find(isFixed);
    if (fixed) {
      fail(batch, row, 'date', 'PAYMENT_DATE_FIXED', `${movedRunText(fixed)} Leave the row out.`);
      continue;
    }
    db.run('INSERT INTO holidays (on_date, name) VALUES (?, ?) ON CONFLICT (on_date) DO UPDATE SET name = excluded.name', [values.date, values.name]);
    countsOf(batch, 'holidays')[stored ? 'changed' : 'new'] += 1;
    if (stored) batch.context.note({ what: 'holiday', date: values.date, before: stored.name, after: values.name });
  }
}

const LEAD_COLUMNS = {
  contactName: 'contact_name',
  status: 'status',
  contactTitle: 'contact_title',
  contactPhone: 'contact_phone',
  description: 'description',
  estimatedValuePaisa: 'estimated_value_paisa',
  timeline: 'timeline',
  services: 'services',
  decisionTimeline: 'decision_timeline',
  industry: 'industry',
  qualifiedOn: 'qualified_on',
  closedOn: 'closed_on',
  lostReason: 'lost_reason',
  dealCode: 'deal_code',
} as const;

/** Takes leads (2.1), keyed by partner, client, contact e-mail and day; a known lead takes on what the file brings. */
export function applyLeads(batch: Batch, rows: readonly ImportRow<'leads'>[]): void {
  const { db, seq } = batch.context;
  const columns = Object.entries(LEAD_COLUMNS) as [keyof typeof LEAD_COLUMNS, string][];
  const select = `SELECT id, ${columns.map(([name, column]) => `${column} AS ${name}`).join(', ')} FROM leads WHERE partner_id = ? AND client = ? AND contact_email = ? AND submitted_on = ?`;
  for (const row of rows) {
    const v = row.values;
    const partnerId = batch.partnerIds.get(v.partnerCode);
    if (partnerId === undefined) {
      fail(batch, row, 'partner_code', 'UNKNOWN_PARTNER', `There is no partner "${v.partnerCode}". Import the partner first or in the same import.`);
      continue;
    }
    const stored = db.get<Record<string, string | number | null>>(select, [partnerId, v.client, v.contactEmail, v.submittedOn]);
    if (!stored) {
      db.run(
        `INSERT INTO leads (partner_id, client, contact_email, submitted_on, ${columns.map(([, column]) => column).join(', ')}, version, recorded_seq)
         VALUES (:partnerId, :client, :contactEmail, :submittedOn, ${columns.map(([name]) => `:${name}`).join(', ')}, 1, :seq)`,
        {
          partnerId,
          client: v.client,
          contactEmail: v.contactEmail,
          submittedOn: v.submittedOn,
          ...Object.fromEntries(columns.map(([name]) => [name, v[name]])),
          status: v.status ?? 'submitted',
          seq,
        },
      );
      countsOf(batch, 'leads').new += 1;
      batch.partnersTouched.add(partnerId);
      continue;
    }
    const changed = columns.filter(([name]) => v[name] !== null && v[name] !== stored[name]);
    countsOf(batch, 'leads')[changed.length > 0 ? 'changed' : 'unchanged'] += 1;
    if (changed.length === 0) continue;
    db.run(
      `UPDATE leads SET ${changed.map(([name, column]) => `${column} = :${name}`).join(', ')}, version = version + 1, recorded_seq = :seq WHERE id = :id`,
      {
        ...Object.fromEntries(changed.map(([name]) => [name, v[name]])),
        id: stored['id'] ?? null,
        seq,
      },
    );
    batch.partnersTouched.add(partnerId);
    batch.context.note({
      what: 'lead',
      client: v.client,
      before: Object.fromEntries(changed.map(([name]) => [name, stored[name]])),
      after: Object.fromEntries(changed.map(([name]) => [name, v[name]])),
    });
  }
}
