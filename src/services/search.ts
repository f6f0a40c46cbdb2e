import type { Output, Parsed } from '../contract/index.ts';
import { searchBooks, searchClients, searchDeals, searchInvoices, searchPartners } from '../db/repos/search.ts';
import type { QueryContext } from './context.ts';

const SHOWN = 6;

/** The first records of each kind that have the text; what begins with it stands before what holds it. */
export function records({ db, today }: QueryContext, input: Parsed<'search.records'>): Output<'search.records'> {
  const limit = input.limit ?? SHOWN;
  const ask = { text: input.text, limit, today };
  const rows = [searchBooks, searchPartners, searchDeals, searchClients].flatMap((search) => search(db, ask));
  // Numbers of invoices have no index of their own: they are looked for when nothing else has the text.
  return { rows: rows.length > 0 ? rows : searchInvoices(db, ask) };
}
