import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ListRow, ListTotals } from '../../api/hooks.ts';
import { type ProofSubject, proofOf } from '../../api/proofs.ts';
import { DateText, Money, Rate } from '../../components/figures.tsx';
import type { GridColumn } from '../../components/grid-types.ts';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { CONTRACT_WORDS, RATE_SOURCE_WORDS } from '../../format/words.ts';

export type DealRow = ListRow<'deals.list'>;
type Totals = ListTotals<'deals.list'>;
export type DealFilter = Extract<ProofSubject, { kind: 'dealsTotal' }>['filter'];
type Figure = 'contractValuePaisa' | 'billedPaisa' | 'accruedPaisa';

const WORDS: Record<Figure, string> = { contractValuePaisa: 'Contract value', billedPaisa: 'Billed', accruedPaisa: 'Accrued' };

export function dealProof(deal: string, figure: Figure) {
  return proofOf({ kind: 'dealTotal', deal, figure }, `${WORDS[figure]} of ${deal}`);
}

function figureColumn(figure: Figure, totals: Totals | null, filter: DealFilter): GridColumn<DealRow> {
  return {
    id: figure,
    field: figure,
    header: figure === 'contractValuePaisa' ? 'Value' : WORDS[figure],
    unit: 'PKR',
    width: 152,
    ...(figure === 'contractValuePaisa' ? { from: 1160 } : {}),
    grow: 50,
    align: 'right',
    ...(figure === 'billedPaisa' ? {} : { sortKey: figure }),
    cell: (row) => <Money paisa={row[figure]} proof={dealProof(row.deal, figure)} label={`${WORDS[figure]} of ${row.deal}`} />,
    total:
      totals === null ? undefined : (
        <Money paisa={totals[figure]} strong proof={proofOf({ kind: 'dealsTotal', filter, figure }, `${WORDS[figure]}, all deals of the filter`)} />
      ),
  };
}

export function dealColumns(totals: Totals | null, filter: DealFilter): readonly GridColumn<DealRow>[] {
  return [
    {
      id: 'deal',
      field: 'deal',
      header: 'Deal',
      width: 118,
      grow: 0,
      isRowHeader: true,
      sortKey: 'deal',
      cell: (row) => (
        <Anchor renderRoot={(props) => <Link to="/deals/$deal" params={{ deal: row.deal }} {...props} />} tabIndex={-1}>
          {row.deal}
        </Anchor>
      ),
    },
    { id: 'client', field: 'client', header: 'Client', width: 150, grow: 220, sortKey: 'client', cell: (row) => <span title={row.client}>{row.client}</span> },
    {
      id: 'partner',
      field: 'partnerName',
      filterAs: 'partner',
      filterField: 'partner',
      header: 'Partner',
      width: 130,
      from: 900,
      grow: 160,
      sortKey: 'partnerName',
      cell: (row) => (
        <Anchor
          renderRoot={(props) => <Link to="/partners/$partner" params={{ partner: row.partner }} {...props} />}
          tabIndex={-1}
          title={row.partnerName}
          truncate
          c="inherit"
        >
          {row.partnerName}
        </Anchor>
      ),
    },
    {
      id: 'type',
      field: 'contractType',
      filterAs: 'type',
      header: 'Contract',
      width: 138,
      from: 1300,
      grow: 30,
      cell: (row) => <span>{CONTRACT_WORDS[row.contractType]}</span>,
    },
    {
      id: 'status',
      field: 'status',
      filterAs: 'status',
      header: 'Status',
      width: 120,
      grow: 20,
      cell: (row) => <StatusBadge area="deal" status={row.status} />,
    },
    { id: 'signed', field: 'signedOn', header: 'Signed', width: 108, from: 760, grow: 0, sortKey: 'signedOn', cell: (row) => <DateText date={row.signedOn} /> },
    {
      id: 'rate',
      field: 'rateBps',
      header: 'Rate',
      width: 70,
      grow: 10,
      align: 'right',
      cell: (row) => (
        <span title={RATE_SOURCE_WORDS[row.rateSource]}>
          <Rate bps={row.rateBps} proof={proofOf({ kind: 'rate', deal: row.deal }, `Rate of ${row.deal}`)} label={`rate of ${row.deal}`} />
        </span>
      ),
    },
    figureColumn('contractValuePaisa', totals, filter),
    figureColumn('billedPaisa', totals, filter),
    figureColumn('accruedPaisa', totals, filter),
  ];
}
