import { Anchor } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { ACCRUAL_KINDS, type AccrualKind } from '../../../src/shared/vocab.ts';
import { type ListRow, type ListState, useList } from '../../api/hooks.ts';
import { proofOf } from '../../api/proofs.ts';
import { Money, Rate } from '../../components/figures.tsx';
import { ClearFilters, FilterSelect, FilterSwitch } from '../../components/filters.tsx';
import type { GridColumn } from '../../components/grid-types.ts';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { Page } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Empty } from '../../components/states.tsx';
import { monthLong, monthText, plural } from '../../format/format.ts';
import { ACCRUAL_WORDS, RATE_SOURCE_WORDS } from '../../format/words.ts';
import { usePeriod } from '../../shell/period.ts';
import { useSetSearch } from '../../shell/search.ts';

type Row = ListRow<'accruals.page'>;

interface Search {
  readonly kind?: AccrualKind | undefined;
  readonly partner?: string | undefined;
  readonly deal?: string | undefined;
  readonly all?: boolean | undefined;
  readonly by?: 'postedIn' | 'partner' | 'deal' | undefined;
  readonly direction?: 'asc' | 'desc' | undefined;
}

const lineTitle = (row: Row): string => `${row.deal}, ${row.period}${row.invoiceNo === null ? '' : `, ${row.invoiceNo}`}`;

const COLUMNS: readonly GridColumn<Row>[] = [
  { id: 'postedIn', header: 'Posted in', width: 100, grow: 0, sortKey: 'postedIn', cell: (row) => monthText(row.postedIn) },
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
  { id: 'client', header: 'Client', width: 116, grow: 200, cell: (row) => <span title={row.client}>{row.client}</span> },
  {
    id: 'partner',
    header: 'Partner',
    width: 80,
    grow: 40,
    sortKey: 'partner',
    cell: (row) => (
      <Anchor renderRoot={(props) => <Link to="/partners/$partner" params={{ partner: row.partner }} {...props} />} tabIndex={-1}>
        {row.partner}
      </Anchor>
    ),
  },
  { id: 'period', header: 'Billed for', width: 88, grow: 0, cell: (row) => monthText(row.period) },
  {
    id: 'kind',
    header: 'Kind',
    width: 96,
    grow: 40,
    cell: (row) => <span title={row.reversesId === null ? '' : `Reverses line ${row.reversesId}`}>{ACCRUAL_WORDS[row.kind]}</span>,
  },
  { id: 'invoice', header: 'Invoice', width: 132, from: 900, grow: 60, cell: (row) => row.invoiceNo ?? '–' },
  { id: 'tier', header: 'Tier', width: 88, from: 1180, grow: 20, cell: (row) => <StatusBadge area="tier" status={row.tier} /> },
  {
    id: 'rate',
    header: 'Rate',
    width: 68,
    grow: 20,
    align: 'right',
    cell: (row) => (
      <span title={RATE_SOURCE_WORDS[row.rateSource]}>
        <Rate bps={row.rateBps} proof={proofOf({ kind: 'rate', deal: row.deal }, `Rate of ${row.deal}`)} />
      </span>
    ),
  },
];

/** `whole`: the month all of whose lines are listed, so that the total is the month's own figure. */
function ledgerColumns(totals: ListState<'accruals.page'>['totals'], whole: string | null): readonly GridColumn<Row>[] {
  const figure = (key: 'basePaisa' | 'amountPaisa', header: string, total: ReactNode): GridColumn<Row> => ({
    id: key,
    header,
    unit: 'PKR',
    width: 140,
    grow: 40,
    align: 'right',
    cell: (row) => <Money paisa={row[key]} proof={proofOf({ kind: 'accrual', id: row.id }, lineTitle(row))} />,
    total,
  });
  const proof = whole === null ? null : proofOf({ kind: 'month', month: whole, figure: 'total' }, `Commission of ${monthText(whole)}`);
  return [
    ...COLUMNS,
    figure('basePaisa', 'Base', totals === null ? undefined : <Money paisa={totals.basePaisa} strong />),
    figure('amountPaisa', 'Commission', totals === null ? undefined : <Money paisa={totals.amountPaisa} strong proof={proof} />),
  ];
}

export function LedgerPage(): ReactNode {
  const search: Search = useSearch({ from: '/ledger' });
  const setSearch = useSetSearch<Search>();
  const { month } = usePeriod();
  const sort = { by: search.by ?? 'postedIn', direction: search.direction ?? 'desc' } as const;
  const filter = { kind: search.kind, partner: search.partner, deal: search.deal, ...(search.all === true || month === null ? {} : { postedIn: month }) };
  const list = useList('accruals.page', { filter, sort });
  const whole = month !== null && search.all !== true && search.kind === undefined && search.partner === undefined && search.deal === undefined ? month : null;
  const columns = useMemo(() => ledgerColumns(list.totals, whole), [list.totals, whole]);
  const isFiltered = search.kind !== undefined || search.partner !== undefined || search.deal !== undefined;
  const clear = (): void => setSearch({ kind: undefined, partner: undefined, deal: undefined });
  return (
    <Page
      title="Accruals"
      subtitle={search.all === true || month === null ? 'every month' : `posted in ${monthLong(month)}`}
      fills
      toolbar={
        <>
          <FilterSelect
            label="Any kind"
            value={search.kind}
            options={ACCRUAL_KINDS.map((value) => ({ value, label: ACCRUAL_WORDS[value] }))}
            onChange={(kind) => setSearch({ kind })}
          />
          <FilterSwitch label="Every month" value={search.all === true} onChange={(all) => setSearch({ all: all ? true : undefined })} />
          {search.partner !== undefined && <span>Partner {search.partner}</span>}
          {search.deal !== undefined && <span>Deal {search.deal}</span>}
          <ClearFilters shown={isFiltered} onClear={clear} />
        </>
      }
    >
      <LedgerGrid
        label="Accruals ledger"
        columns={columns}
        rows={list.rows}
        rowId={(row) => String(row.id)}
        count={list.count}
        sort={sort}
        onSort={(next) => setSearch({ by: next.by as 'postedIn' | 'partner' | 'deal', direction: next.direction })}
        totalsLabel={`All ${plural(list.count, 'line')} of the filter`}
        hasMore={list.hasMore}
        onLoadMore={list.loadMore}
        isLoading={list.isLoading}
        error={list.error}
        onRetry={list.retry}
        empty={
          isFiltered ? (
            <Empty kind="filtered" title="No line matches" onClear={clear} />
          ) : (
            <Empty
              kind="first"
              title={month === null ? 'Nothing posted yet' : `Nothing posted in ${monthLong(month)}`}
              description="Lines are posted by closing a month."
            />
          )
        }
      />
    </Page>
  );
}
