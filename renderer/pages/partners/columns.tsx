import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ListRow } from '../../api/hooks.ts';
import { type ProofSubject, proofOf } from '../../api/proofs.ts';
import { Count, Money } from '../../components/figures.tsx';
import type { GridColumn } from '../../components/grid-types.ts';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { dateText, monthText } from '../../format/format.ts';
import { PARTNER_KIND_WORDS } from '../../format/words.ts';

export type PartnerRow = ListRow<'partners.list'>;
type Totals = { readonly payablePaisa: number; readonly deals: number };
export type PartnerFilter = Extract<ProofSubject, { kind: 'partnersTotal' }>['filter'];

function balanceColumn(asOf: string | null, totals: Totals | null, filter: PartnerFilter): GridColumn<PartnerRow> {
  const balanceProof = (row: PartnerRow) =>
    asOf === null ? null : proofOf({ kind: 'balance', partner: row.partner, asOf }, `Balance of ${row.name} after ${monthText(asOf)}`);
  return {
    id: 'payable',
    field: 'payablePaisa',
    header: 'Balance',
    unit: 'PKR',
    width: 130,
    grow: 50,
    align: 'right',
    sortKey: 'payablePaisa',
    cell: (row) => <Money paisa={row.payablePaisa} label={`balance of ${row.name}`} proof={balanceProof(row)} />,
    total:
      totals === null ? undefined : (
        <Money
          paisa={totals.payablePaisa}
          strong
          proof={proofOf({ kind: 'partnersTotal', filter, figure: 'payablePaisa' }, 'Balance of all partners of the filter')}
        />
      ),
  };
}

/** Who the partner is and where it stands. */
function standingColumns(today: string | null): readonly GridColumn<PartnerRow>[] {
  return [
    { id: 'partner', field: 'partner', header: 'Code', width: 84, grow: 0, sortKey: 'partner', cell: (row) => row.partner },
    {
      id: 'name',
      field: 'name',
      header: 'Name',
      width: 180,
      grow: 260,
      isRowHeader: true,
      sortKey: 'name',
      cell: (row) => (
        <Anchor renderRoot={(props) => <Link to="/partners/$partner" params={{ partner: row.partner }} {...props} />} tabIndex={-1} title={row.name} truncate>
          {row.name}
        </Anchor>
      ),
    },
    {
      id: 'tier',
      field: 'tier',
      filterAs: 'tier',
      header: 'Tier',
      width: 96,
      grow: 20,
      sortKey: 'tier',
      cell: (row) =>
        row.tier === null ? (
          '–'
        ) : (
          <StatusBadge
            area="tier"
            status={row.tier}
            more={
              row.tierSince === null
                ? null
                : `Since ${dateText(row.tierSince)}.${row.inGraceUntil === null ? '' : ` In grace until ${dateText(row.inGraceUntil)}.`}`
            }
          />
        ),
    },
    {
      id: 'count',
      field: 'count',
      header: 'Referrals',
      hint: 'Credited in this calendar year, of the next tier’s minimum',
      width: 96,
      grow: 20,
      align: 'right',
      sortKey: 'count',
      cell: (row) => (
        <span>
          <Count
            value={row.count}
            label={`credited referrals of ${row.name}`}
            proof={today === null ? null : proofOf({ kind: 'count', partner: row.partner, on: today }, `Credited referrals of ${row.name}`)}
          />
          <span style={{ color: 'var(--mantine-color-dimmed)' }}> {row.nextTierAt === null ? 'top' : `/ ${row.nextTierAt}`}</span>
        </span>
      ),
    },
  ];
}

/** What is known of it. */
function factColumns(totals: Totals | null, filter: PartnerFilter): readonly GridColumn<PartnerRow>[] {
  return [
    {
      id: 'kind',
      field: 'kind',
      filterAs: 'kind',
      header: 'Kind',
      width: 150,
      from: 1260,
      grow: 30,
      cell: (row) => <span>{PARTNER_KIND_WORDS[row.kind]}</span>,
    },
    {
      id: 'status',
      field: 'status',
      filterAs: 'status',
      header: 'Status',
      width: 126,
      grow: 20,
      cell: (row) => (
        <StatusBadge area="partner" status={row.status} more={row.inGraceUntil === null ? null : `In grace until ${dateText(row.inGraceUntil)}.`} />
      ),
    },
    {
      id: 'manager',
      field: 'accountManager',
      header: 'Account manager',
      width: 124,
      from: 1000,
      grow: 80,
      cell: (row) => <span title={row.accountManager ?? ''}>{row.accountManager ?? '–'}</span>,
    },
    {
      id: 'standing',
      field: 'standing',
      header: 'Tax standing',
      width: 142,
      from: 820,
      grow: 20,
      cell: (row) => <StatusBadge area="standing" status={row.standing ?? 'none'} />,
    },
    { id: 'bank', field: 'bank', header: 'Bank', width: 96, from: 1000, grow: 20, cell: (row) => <StatusBadge area="bank" status={row.bank} /> },
    {
      id: 'deals',
      field: 'deals',
      header: 'Deals',
      width: 64,
      from: 760,
      grow: 10,
      align: 'right',
      cell: (row) => (
        <Count
          value={row.deals}
          label={`deals of ${row.name}`}
          proof={proofOf({ kind: 'dealsTotal', filter: { partner: row.partner }, figure: 'count' }, `Deals of ${row.name}`)}
        />
      ),
      total:
        totals === null ? undefined : (
          <Count value={totals.deals} proof={proofOf({ kind: 'partnersTotal', filter, figure: 'deals' }, 'Deals of all partners of the filter')} />
        ),
    },
  ];
}

/** Columns of the list of partners; totals are those of the filter. */
export function partnerColumns(today: string | null, asOf: string | null, totals: Totals | null, filter: PartnerFilter): readonly GridColumn<PartnerRow>[] {
  return [...standingColumns(today), ...factColumns(totals, filter), balanceColumn(asOf, totals, filter)];
}
