import { type ReactNode, useMemo } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { useProcedure } from '../../api/hooks.ts';
import { factsProof, type ProofRequest, type SumPart, sumProof } from '../../api/proofs.ts';
import { Money } from '../../components/figures.tsx';
import type { GridColumn } from '../../components/grid-types.ts';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { Empty } from '../../components/states.tsx';
import { plural, quarterText } from '../../format/format.ts';
import { itemProof, type PayoutFigure } from './waterfall.tsx';

type Comparison = Output<'payouts.compare'>;
type Row = Comparison['rows'][number];
type Part = (typeof PARTS)[number]['part'];
type Figure = Part | 'outgoingPaisa' | 'previousPaisa' | 'differencePaisa';

/** What a difference is made of, each with the figure of the run that it compares. */
const PARTS = [
  { part: 'openingPaisa', word: 'Opening', figure: 'openingPaisa', width: 72 },
  { part: 'accruedPaisa', word: 'Accrued', figure: 'accruedPaisa', width: 108 },
  { part: 'adjustmentsPaisa', word: 'Adjustm.', figure: 'adjustmentsPaisa', width: 72 },
  { part: 'clawbackPaisa', word: 'Clawbacks', figure: 'clawbackPaisa', width: 92 },
  { part: 'carriedPaisa', word: 'Carried', figure: 'carriedPaisa', width: 84 },
  { part: 'withholdingPaisa', word: 'Withheld', figure: 'withholdingPaisa', width: 106 },
  { part: 'holdPaisa', word: 'Holds', figure: 'netPaisa', width: 92 },
] as const satisfies readonly { part: string; word: string; figure: Exclude<PayoutFigure, 'grossPaisa'>; width: number }[];

/** The figure of each run that a part compares; a run without the partner has none. */
function sidesOf(comparison: Comparison, row: Row, figure: Exclude<PayoutFigure, 'grossPaisa'>, word: string): SumPart[] {
  const side = (quarter: string | null, figures: Row['current']): SumPart[] =>
    quarter === null || figures === null ? [] : [{ label: `${word} in ${quarter}`, paisa: figures[figure], ask: itemProof(quarter, row, figure, word) }];
  return [...side(comparison.quarter, row.current), ...side(comparison.previous, row.before)];
}

function rowProof(comparison: Comparison, row: Row, figure: Figure): ProofRequest {
  const key = `compare ${comparison.quarter} ${row.partner} ${figure}`;
  if (figure === 'differencePaisa') {
    const parts = PARTS.map(({ part, word }): SumPart => ({ label: word, paisa: row[part], ask: rowProof(comparison, row, part) }));
    return sumProof(key, `Difference, ${row.name}`, row.differencePaisa, parts);
  }
  const known = PARTS.find(({ part }) => part === figure);
  const title = known?.word ?? (figure === 'outgoingPaisa' ? 'Goes out' : 'Went out before');
  return factsProof(
    key,
    `${title}, ${row.name}`,
    row[figure],
    sidesOf(comparison, row, known?.figure ?? 'netPaisa', known === undefined || known.part === 'holdPaisa' ? 'Net' : known.word),
    known === undefined
      ? 'The net of the payment; nothing while it is held.'
      : `${known.word} of this run less that of the last, with the sign it has in the net.`,
  );
}

function totalProof(comparison: Comparison, figure: Figure, word: string): ProofRequest {
  const parts = comparison.rows
    .filter((row) => row[figure] !== 0)
    .map((row): SumPart => ({ label: row.name, paisa: row[figure], ask: rowProof(comparison, row, figure) }));
  return sumProof(`compare ${comparison.quarter} total ${figure}`, `${word}, all partners`, comparison.totals[figure], parts);
}

function columnsOf(comparison: Comparison): readonly GridColumn<Row>[] {
  const money = (figure: Figure, header: string, width: number, from = 0): GridColumn<Row> => ({
    id: figure,
    field: figure,
    header,
    width,
    from,
    grow: 60,
    align: 'right',
    sortValue: (row) => row[figure],
    cell: (row) => <Money paisa={row[figure]} strong={figure === 'differencePaisa'} proof={rowProof(comparison, row, figure)} />,
    total: <Money paisa={comparison.totals[figure]} strong proof={totalProof(comparison, figure, header)} />,
  });
  return [
    {
      id: 'name',
      field: 'name',
      header: 'Partner',
      width: 104,
      grow: 200,
      isRowHeader: true,
      sortValue: (row) => row.name,
      cell: (row) => <span>{row.name}</span>,
    },
    money('previousPaisa', comparison.previous === null ? 'Before' : comparison.previous, 112),
    money('outgoingPaisa', comparison.quarter, 112),
    money('differencePaisa', 'Difference', 110),
    ...PARTS.map(({ part, word, width }) => money(part, word, width, 1000)),
  ];
}

/** This run beside the last before it: what goes out to whom, and what each difference is made of. */
export function CompareGrid({ quarter, text }: { readonly quarter: string; readonly text: string }): ReactNode {
  const query = useProcedure('payouts.compare', { quarter });
  const comparison = query.data;
  const columns = useMemo(() => (comparison === undefined ? [] : columnsOf(comparison)), [comparison]);
  const rows = comparison?.rows.filter((row) => `${row.partner} ${row.name}`.toLowerCase().includes(text)) ?? [];
  return (
    <LedgerGrid
      label={`Run ${quarter} beside the last, in PKR`}
      columns={columns}
      rows={rows}
      rowId={(row) => row.partner}
      isLoading={query.isLoading}
      error={query.error}
      onRetry={() => void query.refetch()}
      totalsLabel={`All ${plural(comparison?.rows.length ?? 0, 'partner')}`}
      empty={
        <Empty kind="first" title={`Nothing to compare for ${quarterText(quarter)}`} description="Neither this run nor the last before it has a payment." />
      }
    />
  );
}
