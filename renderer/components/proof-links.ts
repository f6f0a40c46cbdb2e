import { address, recordAddress } from '../../src/shared/address.ts';
import type { ProofView } from '../api/proofs.ts';

type Link = NonNullable<ProofView['link']>;

const split = (id: string, by: string): [string, string | undefined] => {
  const at = id.indexOf(by);
  return at < 0 ? [id, undefined] : [id.slice(0, at), id.slice(at + 1)];
};

/** Which screen shows what a step of a proof names. Ids are those of the core: `DEAL#INVOICE`, `DEAL#LINE`, `QUARTER PARTNER`, `MONTH DEAL`. */
const SCREENS: Readonly<Record<string, (id: string) => string>> = {
  deal: (id) => recordAddress('deals', id),
  partner: (id) => recordAddress('partners', id),
  billing: (id) => recordAddress('deals', split(id, '#')[0]),
  accrual: (id) => address('/ledger', { deal: split(id, '#')[0], all: true }),
  month: (id) => address('/ledger', { month: id }),
  close: (id) => address('/close', { month: id }),
  entry: (id) => address('/journal', { month: split(id, '#')[0] }),
  exception: (id) => address('/exceptions', { text: id, all: true }),
  terms: (id) => address('/terms', { version: Number(id) }),
  address: (id) => id,
  payout: (id) => {
    const [quarter, peek] = split(id, ' ');
    return address('/payouts', { quarter, peek });
  },
  reconciliation: (id) => {
    const [month, peek] = split(id, ' ');
    return address('/reconcile', { month, peek, open: false });
  },
};

/** Where a link of a proof leads; null for one that no screen shows. */
export function linkAddress({ kind, id }: Link): string | null {
  const screen = SCREENS[kind];
  return screen === undefined ? null : `#${screen(id)}`;
}

/** What a link is called: the record's own code. */
export function linkWords({ kind, id }: Link): string {
  if (kind === 'address') return 'Open';
  if (kind === 'accrual') return `Open the ledger of ${split(id, '#')[0]}`;
  return `Open ${kind === 'entry' ? `entry ${split(id, '#')[1] ?? id}` : kind === 'terms' ? `terms v${id}` : id}`;
}

/** Imported files are listed with what they brought. */
export const IMPORT_ADDRESS = `#${address('/imports', { tab: 'history' })}`;
export const termsAddress = (version: number): string => `#${address('/terms', { version })}`;
