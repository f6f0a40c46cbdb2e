import { Text } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { useProcedure } from '../../api/hooks.ts';
import { type ProofSubject, proofOf } from '../../api/proofs.ts';
import { Count, DateText, Money } from '../../components/figures.tsx';
import { ClearFilters, SearchBox } from '../../components/filters.tsx';
import type { GridColumn } from '../../components/grid-types.ts';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { Page } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Empty } from '../../components/states.tsx';
import { plural, quarterText } from '../../format/format.ts';
import { usePeriod } from '../../shell/period.ts';
import { useSetSearch } from '../../shell/search.ts';
import { IssueStatements } from './IssueStatements.tsx';
import { LineFound } from './LineFound.tsx';
import { StatementPanel } from './StatementPanel.tsx';
import { linesFilter } from './statement-proofs.ts';
import { itemProof, totalProof } from './waterfall.tsx';

type List = Output<'statements.list'>;
type Row = List['rows'][number];

interface Search {
  readonly text?: string | undefined;
  readonly peek?: string | undefined;
}

const FIGURES = [
  { figure: 'openingPaisa', word: 'Opening', width: 98, from: 1070 },
  { figure: 'accruedPaisa', word: 'Accrued', width: 118, from: 760 },
  { figure: 'adjustmentsPaisa', word: 'Adjustm.', width: 84, from: 1160 },
  { figure: 'clawbackPaisa', word: 'Clawbacks', width: 98, from: 980 },
  { figure: 'withholdingPaisa', word: 'Withheld', width: 110, from: 900 },
  { figure: 'netPaisa', word: 'Net', width: 118, from: 0 },
  { figure: 'carriedPaisa', word: 'Carried', width: 92, from: 620 },
] as const;

const countProof = (filter: Extract<ProofSubject, { kind: 'accrualsTotal' }>['filter'], title: string) =>
  proofOf({ kind: 'accrualsTotal', filter, figure: 'count' }, title);

function columnsOf(list: List): readonly GridColumn<Row>[] {
  return [
    { id: 'number', field: 'number', header: 'Number', width: 118, grow: 0, sortValue: (row) => row.number ?? '', cell: (row) => numberText(row) },
    {
      id: 'name',
      field: 'name',
      header: 'Partner',
      width: 140,
      grow: 200,
      isRowHeader: true,
      sortValue: (row) => row.name,
      cell: (row) => <span>{row.name}</span>,
    },
    {
      id: 'state',
      field: 'state',
      header: 'State',
      width: 100,
      grow: 10,
      sortValue: (row) => row.state,
      cell: (row) => <StatusBadge area="payout" status={row.state} />,
    },
    {
      id: 'lines',
      field: 'lines',
      header: 'Lines',
      width: 68,
      from: 700,
      grow: 0,
      align: 'right',
      sortValue: (row) => row.lines,
      cell: (row) => <Count value={row.lines} proof={countProof(linesFilter(list.quarter, row.partner), `Lines of ${row.name}`)} />,
      total: <Count value={list.totals.lines} proof={countProof(linesFilter(list.quarter), 'Lines, all partners')} />,
    },
    ...FIGURES.map(
      ({ figure, word, width, from }): GridColumn<Row> => ({
        id: figure,
        field: figure,
        header: word,
        width,
        from,
        grow: 60,
        align: 'right',
        sortValue: (row) => row[figure],
        cell: (row) => <Money paisa={row[figure]} strong={figure === 'netPaisa'} proof={itemProof(list.quarter, row, figure, word)} />,
        total: <Money paisa={list.totals[figure]} strong proof={totalProof(list.quarter, figure, word)} />,
      }),
    ),
  ];
}

const numberText = ({ number, revision }: Row): string => {
  if (number === null) return 'draft';
  return revision > 1 ? `${number} r${revision}` : number;
};

function Dates({ list }: { readonly list: List }): ReactNode {
  if (list.statementOn === null) return <>drafts, numbered once the run is approved</>;
  const waiting = list.rows.filter(({ revision }) => revision === 0).length;
  return (
    <>
      {plural(list.rows.length, 'statement')}, numbered without gaps · dated <DateText date={list.statementOn} /> · disputes until{' '}
      <DateText date={list.disputeBy} />
      {waiting > 0 && ` · ${waiting === list.rows.length ? 'none' : `${plural(waiting, 'statement')} not`} issued yet`}
    </>
  );
}

/** The statements of a quarter: one for every partner of the run, those that roll over among them (6.5). */
export function StatementsPage(): ReactNode {
  const { quarter } = usePeriod();
  const { text = '', peek }: Search = useSearch({ from: '/statements' });
  const setSearch = useSetSearch<Search>();
  const query = useProcedure('statements.list', { quarter: quarter ?? '' }, { enabled: quarter !== null });
  const list = query.data;
  const columns = useMemo(() => (list === undefined ? [] : columnsOf(list)), [list]);
  const rows = list?.rows.filter((row) => `${row.number ?? ''} ${row.partner} ${row.name}`.toLowerCase().includes(text.toLowerCase())) ?? [];
  const peeked = list?.rows.find((row) => row.partner === peek);
  const clear = (): void => setSearch({ text: undefined });
  return (
    <Page
      title={quarter === null ? 'Statements' : `Statements ${quarterText(quarter)}`}
      subtitle={list === undefined || list.rows.length === 0 ? undefined : <Dates list={list} />}
      fills
      actions={list === undefined || list.rows.length === 0 ? undefined : <IssueStatements list={list} />}
      toolbar={
        <>
          <SearchBox label="Partner, number or line code" value={text} onChange={(next) => setSearch({ text: next === '' ? undefined : next })} />
          <ClearFilters shown={text !== ''} onClear={clear} />
          <LineFound text={text} />
          <Text c="dimmed" size="xs" ml="auto">
            all amounts in PKR
          </Text>
        </>
      }
      aside={
        list === undefined || peeked === undefined ? undefined : (
          <StatementPanel key={peeked.partner} quarter={list.quarter} partner={peeked.partner} onClose={() => setSearch({ peek: undefined })} />
        )
      }
    >
      <LedgerGrid
        label={`Statements ${quarter ?? ''}, in PKR`}
        columns={columns}
        rows={rows}
        rowId={(row) => row.partner}
        isLoading={quarter === null || query.isLoading}
        error={query.error}
        onRetry={() => void query.refetch()}
        totalsLabel={`All ${plural(list?.rows.length ?? 0, 'statement')}`}
        activeId={peek ?? null}
        onActive={(row) => peek !== undefined && setSearch({ peek: row.partner })}
        onPeek={(row) => setSearch({ peek: row.partner })}
        empty={
          text === '' ? (
            <Empty
              kind="first"
              title={`No statements for ${quarter === null ? 'this quarter' : quarterText(quarter)}`}
              description="They come with the payout run: propose it first."
            />
          ) : (
            <Empty kind="filtered" title="No statement matches" onClear={clear} />
          )
        }
      />
    </Page>
  );
}
