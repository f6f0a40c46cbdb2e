import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Output } from '../../../src/contract/index.ts';
import { proofOf } from '../../api/proofs.ts';
import { Money } from '../../components/figures.tsx';
import type { GridColumn } from '../../components/grid-types.ts';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { instantText } from '../../format/format.ts';

export type ReconcileAnswer = Output<'reconciliation.list'>;
export type ReconcileRow = ReconcileAnswer['rows'][number];
type Figure = 'expectedPaisa' | 'billedPaisa' | 'expectedCommissionPaisa' | 'accruedPaisa';

const FIGURES: Record<Figure, string> = {
  expectedPaisa: 'Expected',
  billedPaisa: 'Billed',
  expectedCommissionPaisa: 'Expected commission',
  accruedPaisa: 'Accrued',
};

/** From which width of the grid on a figure is shown beside the difference. */
const NARROWEST: Record<Figure, number> = { billedPaisa: 0, expectedPaisa: 800, accruedPaisa: 1180, expectedCommissionPaisa: 1400 };

export function figureProof(deal: string, month: string, figure: Figure) {
  return proofOf({ kind: 'reconciliation', deal, month, figure }, `${FIGURES[figure]}, ${deal}, ${month}`);
}

export function differenceProof(row: ReconcileRow, month: string) {
  return proofOf({ kind: 'reconciliation', deal: row.deal, month, figure: 'differencePaisa' }, `Difference, ${row.deal}`);
}

function figureColumn(figure: Figure, answer: ReconcileAnswer, month: string): GridColumn<ReconcileRow> {
  return {
    id: figure,
    header: FIGURES[figure],
    unit: 'PKR',
    width: figure === 'expectedCommissionPaisa' ? 196 : 124,
    from: NARROWEST[figure],
    grow: 60,
    field: figure,
    align: 'right',
    sortValue: (row) => row[figure],
    cell: (row) => <Money paisa={row[figure]} proof={figureProof(row.deal, month, figure)} />,
    total: (
      <Money
        paisa={answer.totals[figure]}
        proof={proofOf({ kind: 'reconciliationTotal', month, figure }, `${FIGURES[figure]}, all deals of ${month}`)}
        strong
      />
    ),
  };
}

export function reconcileColumns(answer: ReconcileAnswer, month: string): readonly GridColumn<ReconcileRow>[] {
  return [
    {
      id: 'deal',
      field: 'deal',
      header: 'Deal',
      width: 118,
      grow: 0,
      isRowHeader: true,
      sortValue: (row) => row.deal,
      cell: (row) => (
        <Anchor renderRoot={(props) => <Link to="/deals/$deal" params={{ deal: row.deal }} {...props} />} tabIndex={-1}>
          {row.deal}
        </Anchor>
      ),
    },
    {
      id: 'client',
      field: 'client',
      header: 'Client',
      width: 140,
      grow: 200,
      sortValue: (row) => row.client,
      cell: (row) => <span title={row.client}>{row.client}</span>,
    },
    {
      id: 'partner',
      field: 'partnerName',
      header: 'Partner',
      width: 110,
      from: 960,
      grow: 150,
      sortValue: (row) => row.partnerName,
      cell: (row) => <span title={row.partnerName}>{row.partnerName}</span>,
    },
    {
      id: 'status',
      field: 'status',
      filterAs: 'status',
      header: 'Status',
      width: 124,
      grow: 40,
      sortValue: (row) => row.status,
      cell: (row) => <StatusBadge area="reconciliation" status={row.status} more={row.beyondTerm ? 'Retained beyond term (3.3).' : null} />,
    },
    figureColumn('expectedPaisa', answer, month),
    figureColumn('billedPaisa', answer, month),
    {
      id: 'differencePaisa',
      field: 'differencePaisa',
      header: 'Difference',
      unit: 'PKR',
      width: 132,
      grow: 60,
      align: 'right',
      sortValue: (row) => row.differencePaisa,
      cell: (row) => <Money paisa={row.differencePaisa} proof={differenceProof(row, month)} strong={row.differencePaisa !== 0} />,
      total: (
        <Money
          paisa={answer.totals.differencePaisa}
          strong
          proof={proofOf({ kind: 'reconciliationTotal', month, figure: 'differencePaisa' }, `Difference, all deals of ${month}`)}
        />
      ),
    },
    figureColumn('expectedCommissionPaisa', answer, month),
    figureColumn('accruedPaisa', answer, month),
    {
      id: 'work',
      header: 'Worked',
      width: 112,
      from: 900,
      grow: 30,
      sortValue: (row) => (row.isOpen ? '' : (row.work?.action ?? 'z')),
      cell: (row) => {
        if (row.isOpen) return <StatusBadge area="work" status="open" more={row.status === 'exception' ? 'Decide it under Exceptions.' : null} />;
        if (row.work === null) return <span style={{ color: 'var(--mantine-color-dimmed)' }}>–</span>;
        return <StatusBadge area="work" status={row.work.action} more={`“${row.work.reason}” ${row.work.by}, ${instantText(row.work.at)}.`} />;
      },
    },
  ];
}
