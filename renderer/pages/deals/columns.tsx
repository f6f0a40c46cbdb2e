import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Output } from '../../../src/contract/index.ts';
import type { ListRow } from '../../api/hooks.ts';
import { dealFactProof, proofOf, sumProof } from '../../api/proofs.ts';
import { DateText, Money, Rate } from '../../components/figures.tsx';
import type { GridColumn } from '../../components/grid-types.ts';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { CONTRACT_WORDS, RATE_SOURCE_WORDS } from '../../format/words.ts';

export type DealRow = ListRow<'deals.list'>;
type Totals = Output<'deals.list'>['totals'];
type Figure = 'contractValuePaisa' | 'billedPaisa' | 'accruedPaisa';

const WORDS: Record<Figure, string> = { contractValuePaisa: 'Contract value', billedPaisa: 'Billed', accruedPaisa: 'Accrued' };

export function dealProof(deal: string, figure: Figure) {
  return figure === 'contractValuePaisa'
    ? dealFactProof(deal, figure, `Contract value of ${deal}`)
    : proofOf({ kind: 'dealTotal', deal, figure }, `${WORDS[figure]} on ${deal}`);
}

function figureColumn(figure: Figure, rows: readonly DealRow[], totals: Totals | null, isWhole: boolean, key: string): GridColumn<DealRow> {
  const parts = rows
    .filter((row) => row[figure] !== 0)
    .map((row) => ({ label: `${row.client} · ${row.deal}`, paisa: row[figure], ask: dealProof(row.deal, figure) }));
  return {
    id: figure,
    header: figure === 'contractValuePaisa' ? 'Value' : WORDS[figure],
    unit: 'PKR',
    width: 152,
    ...(figure === 'contractValuePaisa' ? { from: 1160 } : {}),
    grow: 50,
    align: 'right',
    ...(figure === 'contractValuePaisa' ? { sortKey: figure } : {}),
    cell: (row) => <Money paisa={row[figure]} proof={dealProof(row.deal, figure)} label={`${WORDS[figure]} of ${row.deal}`} />,
    total:
      totals === null ? undefined : (
        <Money
          paisa={totals[figure]}
          strong
          proof={isWhole ? sumProof(`deals:${key}:${figure}:${rows.length}`, `${WORDS[figure]}, all deals of the filter`, totals[figure], parts) : null}
        />
      ),
  };
}

export function dealColumns(rows: readonly DealRow[], totals: Totals | null, isWhole: boolean, key: string): readonly GridColumn<DealRow>[] {
  return [
    {
      id: 'deal',
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
    { id: 'client', header: 'Client', width: 150, grow: 220, sortKey: 'client', cell: (row) => <span title={row.client}>{row.client}</span> },
    {
      id: 'partner',
      header: 'Partner',
      width: 130,
      from: 900,
      grow: 160,
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
    { id: 'type', header: 'Contract', width: 138, from: 1300, grow: 30, cell: (row) => <span>{CONTRACT_WORDS[row.contractType]}</span> },
    { id: 'status', header: 'Status', width: 120, grow: 20, cell: (row) => <StatusBadge area="deal" status={row.status} /> },
    { id: 'signed', header: 'Signed', width: 108, from: 760, grow: 0, sortKey: 'signedOn', cell: (row) => <DateText date={row.signedOn} /> },
    {
      id: 'rate',
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
    figureColumn('contractValuePaisa', rows, totals, isWhole, key),
    figureColumn('billedPaisa', rows, totals, isWhole, key),
    figureColumn('accruedPaisa', rows, totals, isWhole, key),
  ];
}
