import type { Output, Parsed } from '../contract/index.ts';
import { ACCOUNTS, isAccount, POSTINGS } from '../domain/journal.ts';
import { toCsv } from '../exporters/csv.ts';
import { isoDate, taxYearOf } from '../shared/calendar.ts';
import { formatPlainRupees, paisa } from '../shared/paisa.ts';
import type { QueryContext } from './context.ts';

/** Net debit or credit of every account after a month (3.8); the two columns are equal in total. */
export function trialBalance(context: QueryContext, input: Parsed<'journal.trialBalance'>): Output<'journal.trialBalance'> {
  return context.db
    .all<{ account: string; net: number }>(
      `SELECT l.account, sum(l.debit_paisa - l.credit_paisa) AS net FROM journal_entries e JOIN journal_lines l ON l.entry_id = e.id WHERE e.month <= ? GROUP BY l.account ORDER BY l.account`,
      [input.asOf],
    )
    .map(({ account, net }) => ({ account, debitPaisa: Math.max(net, 0), creditPaisa: Math.max(-net, 0) }));
}

/** The accounts, and which event posts to which of them (3.8). */
export function map(_context: QueryContext, _input: Parsed<'journal.map'>): Output<'journal.map'> {
  return {
    accounts: Object.entries(ACCOUNTS).map(([account, { number, name }]) => ({ account, number, name })),
    postings: POSTINGS.map((posting) => ({ ...posting, debit: [...posting.debit], credit: [...posting.credit] })),
  };
}

interface EntryRow {
  readonly id: number;
  readonly postedOn: string;
  readonly event: string;
  readonly reference: string;
  readonly description: string;
  readonly partner: string | null;
}

interface LineRow {
  readonly entryId: number;
  readonly account: string;
  readonly partner: string | null;
  readonly debitPaisa: number;
  readonly creditPaisa: number;
}

const ENTRIES = `SELECT e.id, e.posted_on AS postedOn, e.event, e.reference, e.description, p.code AS partner FROM journal_entries e LEFT JOIN partners p ON p.id = e.partner_id`;
const LINES = `SELECT l.entry_id AS entryId, l.account, p.code AS partner, l.debit_paisa AS debitPaisa, l.credit_paisa AS creditPaisa FROM journal_lines l LEFT JOIN partners p ON p.id = l.partner_id`;

/** Entries of a month in the order they were posted, page by page. */
export function entries(context: QueryContext, input: Parsed<'journal.entries'>): Output<'journal.entries'> {
  const { db } = context;
  const limit = input.limit ?? 200;
  const found = db.all<EntryRow>(`${ENTRIES} WHERE e.month = ? AND e.id > ? ORDER BY e.id LIMIT ?`, [input.month, input.after ?? 0, limit + 1]);
  const rows = found.slice(0, limit);
  const first = rows[0]?.id ?? 0;
  const last = rows.at(-1)?.id ?? 0;
  const lines = new Map<number, Omit<LineRow, 'entryId'>[]>();
  for (const { entryId, ...line } of db.all<LineRow>(
    `${LINES} JOIN journal_entries e ON e.id = l.entry_id WHERE e.month = ? AND l.entry_id BETWEEN ? AND ? ORDER BY l.id`,
    [input.month, first, last],
  )) {
    const list = lines.get(entryId);
    if (list) list.push(line);
    else lines.set(entryId, [line]);
  }
  const count = db.get<{ n: number }>('SELECT count(*) AS n FROM journal_entries WHERE month = ?', [input.month])?.n ?? 0;
  return { entries: rows.map((row) => ({ ...row, lines: lines.get(row.id) ?? [] })), next: found.length > limit ? last : null, count };
}

interface ExportRow extends LineRow {
  readonly postedOn: string;
  readonly month: string;
  readonly event: string;
  readonly reference: string;
  readonly description: string;
  readonly partnerName: string | null;
}

const HEADER = [
  'journal_no',
  'line_no',
  'posting_date',
  'period',
  'fiscal_year',
  'tax_year',
  'account_code',
  'account_name',
  'debit',
  'credit',
  'currency',
  'party_type',
  'party_code',
  'party_name',
  'description',
  'source_event_id',
];

/** The journal of a range of months as canonical CSV; the same range always gives the same bytes. */
export const exportCsv = {
  read: (context: QueryContext, input: Parsed<'exports.journal'>): ExportRow[] =>
    context.db.all<ExportRow>(
      `SELECT e.id AS entryId, e.posted_on AS postedOn, e.month, e.event, e.reference, e.description, l.account, p.code AS partner, p.name AS partnerName, l.debit_paisa AS debitPaisa, l.credit_paisa AS creditPaisa
       FROM journal_entries e JOIN journal_lines l ON l.entry_id = e.id LEFT JOIN partners p ON p.id = l.partner_id
       WHERE e.month >= ? AND e.month <= ? ORDER BY e.month, e.id, l.id`,
      [input.from, input.to],
    ),
  render: async (rows: ExportRow[], input: Parsed<'exports.journal'>): Promise<Output<'exports.journal'>> => {
    let entry = 0;
    let lineNo = 0;
    const records = rows.map((row) => {
      lineNo = row.entryId === entry ? lineNo + 1 : 1;
      entry = row.entryId;
      const account = isAccount(row.account) ? ACCOUNTS[row.account] : { number: row.account, name: row.account };
      return [
        `J-${String(row.entryId).padStart(6, '0')}`,
        String(lineNo),
        row.postedOn,
        row.month,
        row.postedOn.slice(0, 4),
        `TY${taxYearOf(isoDate(row.postedOn))}`,
        account.number,
        account.name,
        row.debitPaisa === 0 ? '' : formatPlainRupees(paisa(row.debitPaisa)),
        row.creditPaisa === 0 ? '' : formatPlainRupees(paisa(row.creditPaisa)),
        'PKR',
        row.partner === null ? '' : 'Supplier',
        row.partner ?? '',
        row.partnerName ?? '',
        row.description,
        `${row.event} ${row.reference}`,
      ];
    });
    return {
      fileName: `journal-${input.from}-${input.to}.csv`,
      mediaType: 'text/csv',
      base64: Buffer.from(toCsv([HEADER, ...records]), 'utf8').toString('base64'),
    };
  },
};
