import { address, recordAddress } from '../../shared/address.ts';
import { type IsoDate, type Month, monthsOf, type Quarter } from '../../shared/calendar.ts';
import { readMonth, readQuarter } from '../../shared/period-words.ts';
import type { ReadDb } from '../tx.ts';
import { nextToClose } from './months.ts';

export interface SearchAsk {
  readonly text: string;
  readonly limit: number;
  readonly today: IsoDate;
}

export interface Found {
  readonly kind: 'partner' | 'deal' | 'client' | 'invoice' | 'month' | 'payout';
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly to: string;
}

interface Patterns {
  /** `text%` and `%text%`, with the wildcards of LIKE escaped. */
  readonly begins: string;
  readonly holds: string;
  readonly limit: number;
}

function patterns({ text, limit }: SearchAsk): Patterns {
  const plain = text.trim().replace(/[\\%_]/g, (sign) => `\\${sign}`);
  return { begins: `${plain}%`, holds: `%${plain}%`, limit };
}

const has = (column: string): string => `${column} LIKE :holds ESCAPE '\\'`;
const first = (...columns: string[]): string => `CASE WHEN ${columns.map((column) => `${column} LIKE :begins ESCAPE '\\'`).join(' OR ')} THEN 0 ELSE 1 END`;

/** By name, code or city, in the index that has all three; by NTN, CNIC or IBAN as a whole, which the answer never repeats. */
export function searchPartners(db: ReadDb, ask: SearchAsk): Found[] {
  const numbers = JSON.stringify(numbersOf(ask.text));
  return db
    .all<{ code: string; name: string; city: string | null }>(
      `SELECT code, name, city FROM partners INDEXED BY partners_by_name WHERE ${has('name')} OR ${has('code')} OR ${has('city')} ORDER BY ${first('name', 'code')}, name LIMIT :limit`,
      { ...patterns(ask) },
    )
    .concat(
      db.all(
        `WITH n AS MATERIALIZED (SELECT value FROM json_each(:numbers))
         SELECT code, name, city FROM partners WHERE EXISTS (SELECT 1 FROM n) AND (ntn IN (SELECT value FROM n) OR cnic IN (SELECT value FROM n) OR iban IN (SELECT value FROM n)) LIMIT 5`,
        { numbers },
      ),
    )
    .map((row) => ({
      kind: 'partner',
      id: row.code,
      title: row.name,
      detail: [row.code, row.city].filter((part) => part !== null).join(' · '),
      to: recordAddress('partners', row.code),
    }));
}

/** The ways in which a number of seven signs and more is kept: an IBAN in one piece, an NTN and a CNIC with their strokes. None for a shorter text. */
function numbersOf(text: string): string[] {
  const plain = text.replace(/[\s-]/g, '').toUpperCase();
  if (!/^(?:[A-Z]?\d{7,}|[A-Z]{2}\d{2}[A-Z\d]{10,})$/.test(plain)) return [];
  return [plain, plain.replace(/^(\d{7})(\d)$/, '$1-$2'), plain.replace(/^(\d{5})(\d{7})(\d)$/, '$1-$2-$3')];
}

export function searchDeals(db: ReadDb, ask: SearchAsk): Found[] {
  return db
    .all<{ code: string; client: string; partner: string }>(
      `SELECT d.code, d.client, p.name AS partner FROM (
         SELECT code, client, partner_id FROM deals INDEXED BY deals_by_client WHERE ${has('code')} OR ${has('client')} ORDER BY ${first('code', 'client')}, code LIMIT :limit) d
       JOIN partners p ON p.id = d.partner_id ORDER BY ${first('d.code', 'd.client')}, d.code`,
      { ...patterns(ask) },
    )
    .map((row) => ({ kind: 'deal', id: row.code, title: row.client, detail: `${row.code} · ${row.partner}`, to: recordAddress('deals', row.code) }));
}

/** Clients with more than one deal; one deal is found as itself. */
export function searchClients(db: ReadDb, ask: SearchAsk): Found[] {
  return db
    .all<{ client: string; deals: number }>(
      `SELECT client, count(*) AS deals FROM deals INDEXED BY deals_by_client WHERE ${has('client')} GROUP BY client HAVING count(*) > 1 ORDER BY ${first('client')}, client LIMIT :limit`,
      { ...patterns(ask) },
    )
    .map((row) => ({ kind: 'client', id: row.client, title: row.client, detail: `${row.deals} deals`, to: address('/deals', { text: row.client }) }));
}

const MIN_INVOICE_SIGNS = 3;

/** By the beginning of the number, as typed or in capitals: one seek for each deal along the key of the lines, never a walk through them. */
export function searchInvoices(db: ReadDb, ask: SearchAsk): Found[] {
  const text = ask.text.trim();
  if (text.length < MIN_INVOICE_SIGNS || !/\d/.test(text)) return [];
  const find = (from: string) =>
    db.all<{ invoiceNo: string; period: Month; deal: string; client: string }>(
      `SELECT l.invoice_no AS invoiceNo, l.period, d.code AS deal, d.client FROM deals d
         CROSS JOIN billing_lines l INDEXED BY billing_lines_key ON l.deal_id = d.id AND l.invoice_no >= :from AND l.invoice_no < :to LIMIT :limit`,
      { from, to: `${from}\u{10FFFF}`, limit: ask.limit },
    );
  const typed = find(text);
  const found = typed.length > 0 || text === text.toUpperCase() ? typed : find(text.toUpperCase());
  return found.map((row) => ({
    kind: 'invoice',
    id: `${row.deal} ${row.invoiceNo}`,
    title: row.invoiceNo,
    detail: `${row.deal} · ${row.client} · ${row.period}`,
    to: recordAddress('deals', row.deal),
  }));
}

/** A month or a quarter that was named: its close, journal, reconciliation and payout run. */
export function searchBooks(db: ReadDb, { text, today }: SearchAsk): Found[] {
  const quarter = readQuarter(text, today);
  const month = readMonth(text, today);
  return [...(quarter === null ? [] : quarterBooks(db, quarter)), ...(month === null ? [] : monthBooks(db, month))];
}

function quarterBooks(db: ReadDb, quarter: Quarter): Found[] {
  const state = db.get<{ state: string }>('SELECT state FROM payout_runs WHERE quarter = ?', [quarter])?.state ?? 'not proposed';
  return [
    { kind: 'payout', id: quarter, title: `Payout ${quarter}`, detail: state, to: address('/payouts', { quarter }) },
    ...monthsOf(quarter).map(
      (month): Found => ({ kind: 'month', id: `journal ${month}`, title: `Journal ${month}`, detail: '', to: address('/journal', { month }) }),
    ),
  ];
}

function monthBooks(db: ReadDb, month: Month): Found[] {
  const isClosed = db.get('SELECT 1 FROM months WHERE month = ?', [month]) !== undefined;
  const detail = isClosed ? 'closed' : nextToClose(db) === month ? 'next to close' : 'open';
  const of = (word: string, screen: string): Found => ({
    kind: 'month',
    id: `${word} ${month}`,
    title: `${word} ${month}`,
    detail,
    to: address(screen, { month }),
  });
  return [of('Close', '/close'), of('Reconcile', '/reconcile'), of('Accruals', '/ledger'), of('Journal', '/journal')];
}
