import type { Output } from '../../../src/contract/index.ts';

export type BoardRow = Output<'tiers.board'>['rows'][number];

export const LENSES = ['all', 'near', 'grace', 'review'] as const;
export type Lens = (typeof LENSES)[number];

export const LENS_WORDS: Readonly<Record<Lens, string>> = { all: 'All', near: 'Near promotion', grace: 'In grace', review: 'Coming changes' };
export const LENS_EMPTY: Readonly<Record<Lens, string>> = {
  all: 'No partner holds a tier on this day',
  near: 'No partner is within three referrals of the next tier',
  grace: 'No partner is in grace',
  review: 'No review or drop lies ahead for anyone as things stand',
};

/** Three more deals are within reach of a quarter. */
const NEAR = 3;

const SHOWS: Readonly<Record<Lens, (row: BoardRow) => boolean>> = {
  all: () => true,
  near: (row) => row.toNext !== null && row.toNext <= NEAR,
  grace: (row) => row.inGraceUntil !== null,
  review: (row) => row.next !== null,
};

const byDate = (a: string | null | undefined, b: string | null | undefined): number =>
  (a ?? '9999') < (b ?? '9999') ? -1 : (a ?? '9999') > (b ?? '9999') ? 1 : 0;

const ORDER: Readonly<Record<Lens, (a: BoardRow, b: BoardRow) => number>> = {
  all: (a, b) => b.count - a.count,
  near: (a, b) => (a.toNext ?? 0) - (b.toNext ?? 0) || b.count - a.count,
  grace: (a, b) => byDate(a.inGraceUntil, b.inGraceUntil) || (a.toRecover ?? 0) - (b.toRecover ?? 0),
  review: (a, b) => byDate(a.next?.date, b.next?.date),
};

/** The rows of a lens, the nearest to what it is about first. */
export function rowsOf(lens: Lens, tier: string | undefined, text: string | undefined, rows: readonly BoardRow[]): BoardRow[] {
  const wanted = (text ?? '').trim().toLowerCase();
  return rows
    .filter(
      (row) =>
        SHOWS[lens](row) &&
        (tier === undefined || row.tier === tier) &&
        (wanted === '' || row.name.toLowerCase().includes(wanted) || row.partner.toLowerCase().includes(wanted)),
    )
    .toSorted(ORDER[lens]);
}
