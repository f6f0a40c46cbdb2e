import { Badge, Group, SegmentedControl, Text } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { RECONCILIATION_STATUSES, type ReconciliationStatus } from '../../../src/shared/vocab.ts';
import { useProcedure } from '../../api/hooks.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { ClearFilters, FilterSelect, SearchBox } from '../../components/filters.tsx';
import { useGridLayout, withWidth } from '../../components/grid-layout.ts';
import type { GridColumn, GridLayout } from '../../components/grid-types.ts';
import { CommandButton } from '../../components/Keys.tsx';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { ListTools } from '../../components/ListTools.tsx';
import { Page } from '../../components/Page.tsx';
import { statusMeaning } from '../../components/StatusBadge.tsx';
import { Answer, Empty } from '../../components/states.tsx';
import type { ShippedView } from '../../components/ViewsMenu.tsx';
import { monthLong, monthText, plural } from '../../format/format.ts';
import { WORK_WORDS } from '../../format/words.ts';
import { ReasonDialog } from '../../forms/ReasonDialog.tsx';
import { usePeriod } from '../../shell/period.ts';
import { useSetSearch } from '../../shell/search.ts';
import { type ReconcileAnswer, type ReconcileRow, reconcileColumns } from './columns.tsx';
import { ReconcilePanel } from './ReconcilePanel.tsx';
import { useWork } from './useWork.ts';

interface Search {
  readonly open?: boolean | undefined;
  readonly status?: ReconciliationStatus | undefined;
  readonly text?: string | undefined;
  readonly peek?: string | undefined;
}

const DIALOG_TITLES = { explained: 'Explain', corrected: 'Mark as corrected', escalated: 'Escalate' } as const;

const canWork = (row: ReconcileRow): boolean => row.isOpen && row.status !== 'exception';

function isFiltered(search: Search): boolean {
  return search.status !== undefined || (search.text ?? '') !== '';
}

function keep(row: ReconcileRow, search: Search): boolean {
  if (search.status !== undefined && row.status !== search.status) return false;
  const text = (search.text ?? '').toLowerCase();
  return text === '' || `${row.deal} ${row.client} ${row.partner} ${row.partnerName}`.toLowerCase().includes(text);
}

/** The rows in view, which of them are chosen, and the commands that work them. */
function useWorklist(answer: ReconcileAnswer, month: string) {
  const search: Search = useSearch({ from: '/reconcile' });
  const setSearch = useSetSearch<Search>();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string | null>(null);
  // Without a choice the work comes first; a month that is worked shows all of it.
  const isOpenOnly = search.open ?? answer.totals.open > 0;
  const rows = useMemo(() => answer.rows.filter((row) => (!isOpenOnly || row.isOpen) && keep(row, search)), [answer.rows, isOpenOnly, search]);
  const show = (deal: string): void => {
    setActive(deal);
    if (search.peek !== undefined) setSearch({ peek: deal });
  };
  const goNext = (): void => {
    const at = rows.findIndex((row) => row.deal === active);
    const next = [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0))].find(canWork);
    setSelected(new Set());
    if (next !== undefined) show(next.deal);
  };
  const targets = (): readonly ReconcileRow[] => rows.filter((row) => (selected.size > 0 ? selected.has(row.deal) : row.deal === (active ?? search.peek)));
  const work = useWork(month, answer.rows, targets, goNext);
  useCommandHandlers({
    'reconcile.explain': () => work.ask('explained'),
    'reconcile.escalate': () => work.ask('escalated'),
    'reconcile.correct': () => work.ask('corrected'),
    'reconcile.repeat': work.repeat,
    'reconcile.nextOpen': goNext,
    'reconcile.selectOpen': () => setSelected(new Set(rows.filter(canWork).map((row) => row.deal))),
  });
  return { search, setSearch, rows, isOpenOnly, selected, setSelected, active, show, work };
}

type Worklist = ReturnType<typeof useWorklist>;

const VIEW_KEYS = ['open', 'status', 'text'] as const;
const SHIPPED: readonly ShippedView[] = [
  { name: 'What waits', search: { open: true } },
  { name: 'Every deal', search: { open: false } },
  { name: 'Missing billing', search: { open: false, status: 'missing' } },
  { name: 'Unexpected billing', search: { open: false, status: 'unexpected' } },
];

interface ToolbarProps {
  readonly list: Worklist;
  readonly answer: ReconcileAnswer;
  readonly columns: readonly GridColumn<ReconcileRow>[];
  readonly layout: GridLayout;
  readonly onLayout: (layout: GridLayout) => void;
  readonly month: string;
}

function Toolbar({ list, answer, columns, layout, onLayout, month }: ToolbarProps): ReactNode {
  const { search, setSearch } = list;
  return (
    <>
      <SegmentedControl
        aria-label="Which rows"
        value={list.isOpenOnly ? 'open' : 'all'}
        onChange={(value) => setSearch({ open: value === 'open' })}
        data={[
          { value: 'open', label: `Open ${answer.totals.open}` },
          { value: 'all', label: `All ${answer.rows.length}` },
        ]}
      />
      <SearchBox label="Deal, client, partner" value={search.text ?? ''} onChange={(text) => setSearch({ text: text === '' ? undefined : text })} />
      <FilterSelect
        label="Any status"
        value={search.status}
        options={RECONCILIATION_STATUSES.map((value) => ({ value, label: statusMeaning('reconciliation', value).word }))}
        onChange={(status) => setSearch({ status })}
      />
      <ClearFilters shown={isFiltered(search)} onClear={() => setSearch({ status: undefined, text: undefined })} />
      <ListTools
        list="reconcile"
        columns={columns}
        layout={layout}
        onLayout={onLayout}
        shipped={SHIPPED}
        search={search}
        searchKeys={VIEW_KEYS}
        onSearch={setSearch}
        source={{ kind: 'page', rows: list.rows }}
        filterText={`${monthLong(month)}${list.isOpenOnly ? ', open' : ''}${search.status === undefined ? '' : `, ${statusMeaning('reconciliation', search.status).word}`}`}
      />
    </>
  );
}

function Nothing({ list, month }: { readonly list: Worklist; readonly month: string }): ReactNode {
  if (isFiltered(list.search))
    return <Empty kind="filtered" title="No row matches the filter" onClear={() => list.setSearch({ status: undefined, text: undefined })} />;
  if (list.isOpenOnly) return <Empty kind="done" title={`Every variance of ${monthLong(month)} is worked`} description="Nothing of it holds the close up." />;
  return <Empty kind="first" title={`Nothing expected and nothing billed in ${monthLong(month)}`} />;
}

function WorkDialog({ work }: { readonly work: Worklist['work'] }): ReactNode {
  const { asked } = work;
  const what = asked === null ? '' : asked.deals.length === 1 ? asked.deals[0] : plural(asked.deals.length, 'variance');
  return (
    <ReasonDialog
      opened={asked !== null}
      title={asked === null ? '' : `${DIALOG_TITLES[asked.action]}: ${what}`}
      note={<Text c="dimmed">The reason is kept with who decided and when. The status of the row does not change.</Text>}
      topic="reconcile"
      confirmLabel={asked === null ? 'Keep' : DIALOG_TITLES[asked.action]}
      isRunning={work.command.isRunning}
      error={work.command.error}
      onConfirm={work.confirm}
      onClose={work.close}
    />
  );
}

function Reconciliation({ answer, month }: { readonly answer: ReconcileAnswer; readonly month: string }): ReactNode {
  const list = useWorklist(answer, month);
  const { setSearch, rows, selected, active, work } = list;
  const columns = useMemo(() => reconcileColumns(answer, month), [answer, month]);
  const [layout, setLayout] = useGridLayout('reconcile');
  const peeked = answer.rows.find((row) => row.deal === list.search.peek);
  const { open } = answer.totals;
  return (
    <Page
      title={`Reconcile ${monthLong(month)}`}
      subtitle={open === 0 ? 'every variance is worked' : `${plural(open, 'row')} ${open === 1 ? 'waits' : 'wait'} for a decision`}
      fills
      toolbar={<Toolbar {...{ list, answer, columns, layout, month }} onLayout={setLayout} />}
      aside={peeked === undefined ? undefined : <ReconcilePanel row={peeked} month={month} onClose={() => setSearch({ peek: undefined })} />}
      footer={<WorkBar count={selected.size} active={active} last={work.last} canSelect={rows.some(canWork)} />}
    >
      <LedgerGrid
        label={`Reconciliation of ${monthText(month)}`}
        columns={columns}
        layout={layout}
        onFilter={(name, value) => setSearch({ [name]: value })}
        onResize={(column, width) => setLayout(withWidth(layout, column, width))}
        rows={rows}
        rowId={(row) => row.deal}
        totalsLabel={`All ${plural(answer.rows.length, 'deal')} of the month`}
        selection={{ ids: selected, onChange: list.setSelected, canSelect: canWork }}
        activeId={active ?? list.search.peek ?? null}
        onActive={(row) => list.show(row.deal)}
        onPeek={(row) => setSearch({ peek: row.deal })}
        onOpen={(row) => setSearch({ peek: row.deal })}
        tone={(row) => (row.isOpen ? 'open' : undefined)}
        empty={<Nothing list={list} month={month} />}
      />
      <WorkDialog work={work} />
    </Page>
  );
}

function WorkBar({
  count,
  active,
  last,
  canSelect,
}: {
  readonly count: number;
  readonly active: string | null;
  readonly last: { action: string; reason: string } | null;
  readonly canSelect: boolean;
}): ReactNode {
  const none = count === 0 && active === null ? 'Choose a row first' : null;
  return (
    <>
      <Group gap="xs" style={{ flex: 1, minWidth: 0 }} role="status">
        {count > 0 ? (
          <Badge variant="light" radius="sm" tt="none">
            {plural(count, 'row')} selected
          </Badge>
        ) : (
          <Text c="dimmed">{active === null ? 'Choose rows, then decide' : active}</Text>
        )}
        {last !== null && (
          <Text c="dimmed" size="xs" truncate maw={360}>
            Last: {WORK_WORDS[last.action]}, “{last.reason}”
          </Text>
        )}
      </Group>
      <CommandButton command="reconcile.selectOpen" variant="subtle" color="gray" disabledReason={canSelect ? null : 'Nothing is open here'}>
        Select all open
      </CommandButton>
      {last !== null && (
        <CommandButton command="reconcile.repeat" variant="default" disabledReason={none}>
          Repeat last
        </CommandButton>
      )}
      <CommandButton command="reconcile.escalate" variant="default" disabledReason={none}>
        Escalate
      </CommandButton>
      <CommandButton command="reconcile.correct" variant="default" disabledReason={none}>
        Corrected
      </CommandButton>
      <CommandButton command="reconcile.explain" disabledReason={none}>
        Explain
      </CommandButton>
    </>
  );
}

export function ReconcilePage(): ReactNode {
  const { month } = usePeriod();
  const query = useProcedure('reconciliation.list', { month: month ?? '' }, { enabled: month !== null });
  if (month === null) return <Page title="Reconcile">{null}</Page>;
  if (query.data === undefined)
    return (
      <Page title={`Reconcile ${monthLong(month)}`}>
        <Answer query={query} rows={12}>
          {() => null}
        </Answer>
      </Page>
    );
  return <Reconciliation key={month} answer={query.data} month={month} />;
}
