import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { proofOf } from '../../api/proofs.ts';
import { Count, DateText } from '../../components/figures.tsx';
import type { GridColumn } from '../../components/grid-types.ts';
import { StatusBadge, statusMeaning } from '../../components/StatusBadge.tsx';
import { dateText } from '../../format/format.ts';
import { TIER_REASON_WORDS } from '../../format/words.ts';
import type { BoardRow } from './lenses.ts';

const countProof = (row: BoardRow, on: string): ReturnType<typeof proofOf> =>
  proofOf({ kind: 'count', partner: row.partner, on }, `Credited referrals of ${row.name}, ${on.slice(0, 4)} to ${dateText(on)}`);

const missingProof = (row: BoardRow, on: string, to: 'nextTier' | 'recover'): ReturnType<typeof proofOf> =>
  proofOf({ kind: 'missing', partner: row.partner, on, to }, to === 'recover' ? `Missing to recover, ${row.name}` : `Missing to the next tier, ${row.name}`);

function Next({ row }: { readonly row: BoardRow }): ReactNode {
  if (row.next === null)
    return (
      <Text span c="dimmed">
        –
      </Text>
    );
  const { date, to, reason } = row.next;
  return (
    <span>
      <DateText date={date} /> {reason === 'grace_begun' ? TIER_REASON_WORDS[reason] : `${TIER_REASON_WORDS[reason]} to ${statusMeaning('tier', to).word}`}
    </span>
  );
}

/** Tiers rank from bronze up; sorting by them follows the rank. */
const RANK = ['bronze', 'silver', 'gold', 'platinum'];

/** Who holds which tier since when. */
function holderColumns(): readonly GridColumn<BoardRow>[] {
  return [
    {
      id: 'name',
      field: 'name',
      header: 'Partner',
      width: 220,
      grow: 120,
      isRowHeader: true,
      sortValue: (row) => row.name,
      cell: (row) => (
        <span>
          {row.name}{' '}
          <Text span c="dimmed" size="xs">
            {row.partner}
          </Text>
        </span>
      ),
    },
    {
      id: 'tier',
      header: 'Tier',
      width: 104,
      grow: 0,
      sortValue: (row) => RANK.indexOf(row.tier),
      cell: (row) => <StatusBadge area="tier" status={row.tier} />,
    },
    { id: 'since', field: 'since', header: 'Since', width: 108, grow: 0, sortValue: (row) => row.since, cell: (row) => <DateText date={row.since} /> },
  ];
}

export function boardColumns(on: string): readonly GridColumn<BoardRow>[] {
  return [...holderColumns(), ...progressColumns(on)];
}

/** How far it is to the next tier, and what comes by itself. */
function progressColumns(on: string): readonly GridColumn<BoardRow>[] {
  return [
    {
      id: 'count',
      header: 'This year',
      width: 92,
      grow: 0,
      align: 'right',
      hint: 'Credited referrals of the calendar year (1.2)',
      sortValue: (row) => row.count,
      cell: (row) => <Count value={row.count} label="credited referrals" proof={countProof(row, on)} />,
    },
    {
      id: 'toNext',
      header: 'To next tier',
      width: 108,
      grow: 0,
      align: 'right',
      sortValue: (row) => row.toNext ?? 9999,
      cell: (row) =>
        row.toNext === null ? (
          <Text span c="dimmed">
            highest
          </Text>
        ) : (
          <Count value={row.toNext} label="referrals to the next tier" proof={missingProof(row, on, 'nextTier')} />
        ),
    },
    {
      id: 'grace',
      header: 'In grace until',
      width: 190,
      grow: 20,
      sortValue: (row) => row.inGraceUntil ?? '9999',
      cell: (row) =>
        row.inGraceUntil === null ? (
          <Text span c="dimmed">
            –
          </Text>
        ) : (
          <span>
            <DateText date={row.inGraceUntil} />, <Count value={row.toRecover ?? 0} label="referrals to recover" proof={missingProof(row, on, 'recover')} /> to
            recover
          </span>
        ),
    },
    { id: 'next', header: 'Comes by itself', width: 220, grow: 60, sortValue: (row) => row.next?.date ?? '9999', cell: (row) => <Next row={row} /> },
    {
      id: 'manager',
      header: 'Account manager',
      width: 150,
      grow: 40,
      from: 1100,
      sortValue: (row) => row.accountManager ?? '',
      cell: (row) =>
        row.accountManager ?? (
          <Text span c="dimmed">
            none
          </Text>
        ),
    },
  ];
}
