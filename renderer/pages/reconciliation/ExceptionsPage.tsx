import { Anchor, Text } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import type { Input, Output } from '../../../src/contract/index.ts';
import { useSeen } from '../../api/conflicts.ts';
import { useCommand, useProcedure } from '../../api/hooks.ts';
import { proofOf } from '../../api/proofs.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { Money } from '../../components/figures.tsx';
import { ClearFilters, FilterSwitch, SearchBox } from '../../components/filters.tsx';
import type { GridColumn } from '../../components/grid-types.ts';
import { CommandButton } from '../../components/Keys.tsx';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { notice, warningNotice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Empty } from '../../components/states.tsx';
import { monthText, plural } from '../../format/format.ts';
import { EXCEPTION_WORDS } from '../../format/words.ts';
import { ReasonDialog } from '../../forms/ReasonDialog.tsx';
import { useSetSearch } from '../../shell/search.ts';

type Row = Output<'exceptions.list'>[number];
/** What a person decides here; withdrawing is Ctrl+Z. */
type Verdict = Exclude<Input<'exceptions.decide'>['decision'], 'withdrawn'>;

interface Search {
  readonly all?: boolean | undefined;
  readonly text?: string | undefined;
}

const idOf = (row: Row): string => `${row.deal} ${row.invoiceNo ?? 'completion'}`;
const figureProof = (row: Row, figure: 'amountPaisa' | 'wouldAccruePaisa', word: string) =>
  proofOf({ kind: 'exception', deal: row.deal, invoiceNo: row.invoiceNo, figure }, `${word}, ${idOf(row)}`);

const COLUMNS: readonly GridColumn<Row>[] = [
  {
    id: 'deal',
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
  { id: 'client', header: 'Client', width: 130, grow: 180, sortValue: (row) => row.client, cell: (row) => <span title={row.client}>{row.client}</span> },
  { id: 'period', header: 'Month', width: 84, grow: 0, sortValue: (row) => row.period, cell: (row) => monthText(row.period) },
  { id: 'invoice', header: 'Invoice', width: 126, grow: 60, cell: (row) => row.invoiceNo ?? 'Completion' },
  {
    id: 'rule',
    header: 'Why it does not accrue (3.5)',
    width: 210,
    grow: 300,
    sortValue: (row) => row.code,
    cell: (row) => <span title={row.explanation}>{EXCEPTION_WORDS[row.code] ?? row.explanation}</span>,
  },
  {
    id: 'amount',
    header: 'Amount',
    unit: 'PKR',
    width: 120,
    grow: 40,
    align: 'right',
    sortValue: (row) => row.amountPaisa,
    cell: (row) => <Money paisa={row.amountPaisa} proof={figureProof(row, 'amountPaisa', 'Amount')} />,
  },
  {
    id: 'would',
    header: 'Would accrue',
    unit: 'PKR',
    width: 156,
    grow: 40,
    align: 'right',
    sortValue: (row) => row.wouldAccruePaisa,
    cell: (row) => <Money paisa={row.wouldAccruePaisa} proof={figureProof(row, 'wouldAccruePaisa', 'Would accrue')} />,
  },
  {
    id: 'decision',
    header: 'Decision',
    width: 112,
    grow: 30,
    sortValue: (row) => row.decision ?? '',
    cell: (row) =>
      row.decision === null ? (
        <StatusBadge area="work" status="open" />
      ) : (
        <StatusBadge area="work" status={row.decision} more={`“${row.reason ?? ''}” ${row.decidedBy ?? ''}.`} />
      ),
  },
];

const NO_ROWS: readonly Row[] = [];
const TITLES: Record<Verdict, string> = { accept: 'Let it accrue', leave_out: 'Leave it out' };

function useDecide(all: readonly Row[], targets: () => readonly Row[], onDone: () => void) {
  const command = useCommand('exceptions.decide');
  const [asked, setAsked] = useState<{ verdict: Verdict; rows: readonly Row[] } | null>(null);
  const [last, setLast] = useState<{ verdict: Verdict; reason: string } | null>(null);
  const seen = useSeen(all, asked !== null);
  const decide = async (verdict: Verdict, reason: string, rows: readonly Row[]): Promise<void> => {
    const chosen = new Set(rows.map(idOf));
    const items = seen.filter((row) => chosen.has(idOf(row)) && row.decision === null).map(({ deal, invoiceNo, version }) => ({ deal, invoiceNo, version }));
    if (items.length === 0) {
      warningNotice('What you chose was decided meanwhile.');
      setAsked(null);
      return;
    }
    const answer = await command.run({ items, decision: verdict, reason });
    if (answer === null) return;
    setAsked(null);
    setLast({ verdict, reason });
    notice(`${plural(answer.decided, 'exception')} decided: ${verdict === 'accept' ? 'accrues' : 'left out'}`);
    onDone();
  };
  const open = (): readonly Row[] => targets().filter((row) => row.decision === null);
  return {
    asked,
    command,
    last,
    ask: (verdict: Verdict) => (open().length === 0 ? warningNotice('Choose an undecided exception first.') : setAsked({ verdict, rows: open() })),
    repeat: () => (last === null ? warningNotice('There is no decision to repeat yet.') : open().length > 0 && void decide(last.verdict, last.reason, open())),
    confirm: (reason: string) => asked !== null && void decide(asked.verdict, reason, asked.rows),
    close: () => {
      command.reset();
      setAsked(null);
    },
  };
}

export function ExceptionsPage(): ReactNode {
  const search: Search = useSearch({ from: '/exceptions' });
  const setSearch = useSetSearch<Search>();
  const query = useProcedure('exceptions.list', search.all === true ? {} : { open: true }, { keep: true });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string | null>(null);
  const text = (search.text ?? '').toLowerCase();
  const rows = useMemo(
    () => (query.data ?? []).filter((row) => `${row.deal} ${row.client} ${row.invoiceNo ?? ''}`.toLowerCase().includes(text)),
    [query.data, text],
  );
  const targets = (): readonly Row[] => rows.filter((row) => (selected.size > 0 ? selected.has(idOf(row)) : idOf(row) === active));
  const work = useDecide(query.data ?? NO_ROWS, targets, () => setSelected(new Set()));
  useCommandHandlers({
    'exceptions.accept': () => work.ask('accept'),
    'exceptions.leaveOut': () => work.ask('leave_out'),
    'exceptions.repeat': () => void work.repeat(),
    'exceptions.selectOpen': () => setSelected(new Set(rows.filter((row) => row.decision === null).map(idOf))),
  });
  const none = selected.size === 0 && active === null ? 'Choose a row first' : null;
  const clear = (): void => setSearch({ text: undefined });
  return (
    <Page
      title="Exceptions"
      subtitle="Lines and completions that do not accrue unless finance says so (rule 3.5)"
      fills
      toolbar={
        <>
          <SearchBox label="Deal, client, invoice" value={search.text ?? ''} onChange={(next) => setSearch({ text: next === '' ? undefined : next })} />
          <FilterSwitch label="Show decided ones too" value={search.all === true} onChange={(all) => setSearch({ all: all ? true : undefined })} />
          <ClearFilters shown={text !== ''} onClear={clear} />
        </>
      }
      footer={
        <>
          <Text c="dimmed" style={{ flex: 1 }} role="status">
            {selected.size > 0 ? `${plural(selected.size, 'row')} selected` : (active ?? 'Choose rows, then decide')}
          </Text>
          <CommandButton command="exceptions.selectOpen" variant="subtle" color="gray">
            Select all undecided
          </CommandButton>
          {work.last !== null && (
            <CommandButton command="exceptions.repeat" variant="default" disabledReason={none}>
              Repeat last
            </CommandButton>
          )}
          <CommandButton command="exceptions.accept" variant="default" disabledReason={none}>
            Let it accrue
          </CommandButton>
          <CommandButton command="exceptions.leaveOut" disabledReason={none}>
            Leave it out
          </CommandButton>
        </>
      }
    >
      <LedgerGrid
        label="Exceptions"
        columns={COLUMNS}
        rows={rows}
        rowId={idOf}
        selection={{ ids: selected, onChange: setSelected, canSelect: (row) => row.decision === null }}
        activeId={active}
        onActive={(row) => setActive(idOf(row))}
        isLoading={query.isLoading}
        error={query.error}
        onRetry={() => void query.refetch()}
        tone={(row) => (row.decision === null ? 'open' : undefined)}
        empty={
          text === '' ? (
            <Empty kind="done" title="No exception waits" description="Every line that breaks rule 3.5 has been decided." />
          ) : (
            <Empty kind="filtered" title="No exception matches" onClear={clear} />
          )
        }
      />
      <ReasonDialog
        opened={work.asked !== null}
        title={
          work.asked === null
            ? ''
            : `${TITLES[work.asked.verdict]}: ${work.asked.rows.length === 1 && work.asked.rows[0] !== undefined ? idOf(work.asked.rows[0]) : plural(work.asked.rows.length, 'exception')}`
        }
        note={work.asked?.rows.length === 1 ? <Text c="dimmed">{work.asked.rows[0]?.explanation}</Text> : undefined}
        topic="exceptions"
        confirmLabel={work.asked === null ? 'Keep' : TITLES[work.asked.verdict]}
        isRunning={work.command.isRunning}
        error={work.command.error}
        onConfirm={work.confirm}
        onClose={work.close}
      />
    </Page>
  );
}
