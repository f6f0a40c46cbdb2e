import { Badge, Group, Text } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { RECONCILIATION_STATUSES, type ReconciliationStatus } from '../../../src/shared/vocab.ts';
import { useProcedure } from '../../api/hooks.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { ClearFilters, FilterSelect, FilterSwitch, SearchBox } from '../../components/filters.tsx';
import { CommandButton } from '../../components/Keys.tsx';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { Page } from '../../components/Page.tsx';
import { statusMeaning } from '../../components/StatusBadge.tsx';
import { Answer, Empty } from '../../components/states.tsx';
import { ReasonDialog } from '../../forms/ReasonDialog.tsx';
import { monthLong, monthText, plural } from '../../format/format.ts';
import { WORK_WORDS } from '../../format/words.ts';
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

function keep(row: ReconcileRow, search: Search): boolean {
  if (search.open === true && !row.isOpen) return false;
  if (search.status !== undefined && row.status !== search.status) return false;
  const text = (search.text ?? '').toLowerCase();
  return text === '' || `${row.deal} ${row.client} ${row.partner} ${row.partnerName}`.toLowerCase().includes(text);
}

function Worklist({ answer, month }: { readonly answer: ReconcileAnswer; readonly month: string }): ReactNode {
  const search: Search = useSearch({ from: '/reconcile' });
  const setSearch = useSetSearch<Search>();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string | null>(null);
  const rows = useMemo(() => answer.rows.filter((row) => keep(row, search)), [answer.rows, search]);
  const columns = useMemo(() => reconcileColumns(answer, month), [answer, month]);
  const canWork = (row: ReconcileRow): boolean => row.isOpen && row.status !== 'exception';
  const targets = (): readonly ReconcileRow[] => (selected.size > 0 ? rows.filter((row) => selected.has(row.deal)) : rows.filter((row) => row.deal === (active ?? search.peek)));
  const goNext = (): void => {
    const at = rows.findIndex((row) => row.deal === active);
    const next = [...rows.slice(at + 1), ...rows.slice(0, at + 1)].find(canWork);
    setSelected(new Set());
    if (next !== undefined) {
      setActive(next.deal);
      if (search.peek !== undefined) setSearch({ peek: next.deal });
    }
  };
  const work = useWork(month, targets, goNext);
  useCommandHandlers({
    'reconcile.explain': () => work.ask('explained'),
    'reconcile.escalate': () => work.ask('escalated'),
    'reconcile.correct': () => work.ask('corrected'),
    'reconcile.repeat': work.repeat,
    'reconcile.nextOpen': goNext,
    'reconcile.selectOpen': () => setSelected(new Set(rows.filter(canWork).map((row) => row.deal))),
  });
  const onActive = (row: ReconcileRow): void => {
    setActive(row.deal);
    if (search.peek !== undefined) setSearch({ peek: row.deal });
  };
  const peeked = answer.rows.find((row) => row.deal === search.peek);
  const isFiltered = search.open === true || search.status !== undefined || (search.text ?? '') !== '';
  const clear = (): void => setSearch({ open: undefined, status: undefined, text: undefined });
  const nothingOpen = search.open === true && search.status === undefined && (search.text ?? '') === '';
  return (
    <Page
      title={`Reconcile ${monthLong(month)}`}
      subtitle={answer.totals.open === 0 ? 'every variance is worked' : `${plural(answer.totals.open, 'row')} of ${answer.rows.length} ${answer.totals.open === 1 ? 'waits' : 'wait'} for a reason`}
      fills
      toolbar={
        <>
          <SearchBox label="Deal, client, partner" value={search.text ?? ''} onChange={(text) => setSearch({ text: text === '' ? undefined : text })} />
          <FilterSelect label="Any status" value={search.status} options={RECONCILIATION_STATUSES.map((value) => ({ value, label: statusMeaning('reconciliation', value).word }))} onChange={(status) => setSearch({ status })} />
          <FilterSwitch label="Open only" value={search.open === true} onChange={(open) => setSearch({ open: open ? true : undefined })} />
          <ClearFilters shown={isFiltered} onClear={clear} />
        </>
      }
      aside={peeked === undefined ? undefined : <ReconcilePanel row={peeked} month={month} onClose={() => setSearch({ peek: undefined })} />}
      footer={<WorkBar count={selected.size} active={active} last={work.last} canSelect={rows.some(canWork)} />}
    >
      <LedgerGrid
        label={`Reconciliation of ${monthText(month)}`}
        columns={columns}
        rows={rows}
        rowId={(row) => row.deal}
        totalsLabel={`All ${plural(answer.rows.length, 'deal')} of the month`}
        selection={{ ids: selected, onChange: setSelected, canSelect: canWork }}
        activeId={active ?? search.peek ?? null}
        onActive={onActive}
        onPeek={(row) => setSearch({ peek: row.deal })}
        onOpen={(row) => setSearch({ peek: row.deal })}
        tone={(row) => (row.isOpen ? 'open' : undefined)}
        empty={
          nothingOpen ? (
            <Empty kind="done" title={`All variances of ${monthLong(month)} are worked`} description="The month can be closed." onClear={clear} />
          ) : (
            <Empty kind={isFiltered ? 'filtered' : 'first'} title={isFiltered ? 'No row matches the filter' : `Nothing expected and nothing billed in ${monthLong(month)}`} onClear={isFiltered ? clear : undefined} />
          )
        }
      />
      <ReasonDialog
        opened={work.asked !== null}
        title={work.asked === null ? '' : `${DIALOG_TITLES[work.asked.action]}: ${work.asked.deals.length === 1 ? work.asked.deals[0] : plural(work.asked.deals.length, 'variance')}`}
        note={<Text c="dimmed">The reason is kept with who decided and when. The status of the row does not change.</Text>}
        topic="reconcile"
        confirmLabel={work.asked === null ? 'Keep' : DIALOG_TITLES[work.asked.action]}
        isRunning={work.command.isRunning}
        error={work.command.error}
        onConfirm={work.confirm}
        onClose={work.close}
      />
    </Page>
  );
}

function WorkBar({ count, active, last, canSelect }: { readonly count: number; readonly active: string | null; readonly last: { action: string; reason: string } | null; readonly canSelect: boolean }): ReactNode {
  const none = count === 0 && active === null ? 'Choose a row first' : null;
  return (
    <>
      <Group gap="xs" style={{ flex: 1, minWidth: 0 }} role="status">
        {count > 0 ? <Badge variant="light" radius="sm" tt="none">{plural(count, 'row')} selected</Badge> : <Text c="dimmed">{active === null ? 'Choose rows, then decide' : active}</Text>}
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
  if (query.data === undefined) return <Page title={`Reconcile ${monthLong(month)}`}><Answer query={query} rows={12}>{() => null}</Answer></Page>;
  return <Worklist key={month} answer={query.data} month={month} />;
}
