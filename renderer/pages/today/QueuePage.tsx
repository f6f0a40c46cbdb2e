import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { QUEUE_STATES, QUEUES, type Queue, type QueueState } from '../../../src/shared/vocab.ts';
import { call } from '../../api/client.ts';
import { useSeen } from '../../api/conflicts.ts';
import { useCommand, useProcedure } from '../../api/hooks.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { ClearFilters, FilterSelect } from '../../components/filters.tsx';
import { CommandButton } from '../../components/Keys.tsx';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { statusMeaning } from '../../components/StatusBadge.tsx';
import { saveDocument } from '../../components/save.ts';
import { Empty } from '../../components/states.tsx';
import { plural } from '../../format/format.ts';
import { QUEUE_WORDS } from '../../format/queues.ts';
import { useSetSearch } from '../../shell/search.ts';
import { warn } from '../../shell/useUndo.ts';
import { AssignDialog, SnoozeDialog } from './QueueDialogs.tsx';
import { type QueueRow, queueColumns, queueRowId } from './queue-columns.tsx';

interface Search {
  readonly queue?: Queue | undefined;
  readonly state?: QueueState | undefined;
  /** A name, or `nobody`. */
  readonly who?: string | undefined;
}

const NOBODY = 'nobody';
const NO_ROWS: readonly QueueRow[] = [];

function isAsked(row: QueueRow, { queue, state, who }: Search): boolean {
  return (
    (queue === undefined || row.queue === queue) && (state === undefined || row.state === state) && (who === undefined || (row.assignee ?? NOBODY) === who)
  );
}

async function saveCalendar(): Promise<void> {
  const { fileName, mediaType, base64 } = await call('queue.calendar', {});
  await saveDocument({ fileName, mediaType, base64 });
}

type Asking = 'assign' | 'snooze' | null;

/** What is done to the rows that are selected, or else to the one in focus. */
function useQueueActs(rows: readonly QueueRow[], today: string) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string | null>(null);
  const [asking, setAsking] = useState<Asking>(null);
  const assign = useCommand('queue.assign');
  const snooze = useCommand('queue.snooze');
  const actor = useProcedure('system.actor', {});
  const current = active ?? (rows[0] === undefined ? null : queueRowId(rows[0]));
  const targets = rows.filter((row) => (selected.size > 0 ? selected.has(queueRowId(row)) : queueRowId(row) === current));
  const ask = (what: Asking): void => {
    assign.reset();
    snooze.reset();
    if (targets.length > 0) setAsking(what);
  };
  const done = (answer: { changed: number } | null, words: string): void => {
    if (answer === null) return;
    setAsking(null);
    setSelected(new Set());
    notice(`${words}: ${plural(answer.changed, 'item')}. Ctrl+Z takes it back.`);
  };
  const seen = useSeen(rows, asking !== null);
  const chosen = new Set(targets.map(queueRowId));
  const items = seen.filter((row) => chosen.has(queueRowId(row))).map(({ queue, subject, version }) => ({ queue, subject, version }));
  const give = async (assignee: string | null): Promise<void> =>
    done(await assign.run({ items: items.map((item) => ({ ...item, assignee })) }), assignee === null ? 'Assigned to nobody' : `Assigned to ${assignee}`);
  const putOff = async (until: string | null, reason: string | null): Promise<void> =>
    done(await snooze.run({ items: items.map((item) => ({ ...item, until, reason })) }), until === null ? 'Awake again' : 'Snoozed');
  const isAsleep = targets.length > 0 && targets.every((row) => row.state === 'snoozed');
  useCommandHandlers({
    'queue.assign': () => ask('assign'),
    'queue.mine': () => targets.length > 0 && actor.data !== undefined && void give(actor.data.name),
    'queue.snooze': () => (isAsleep ? void putOff(null, null) : ask('snooze')),
    'queue.calendar': () => void saveCalendar().catch(warn),
  });
  return { selected, setSelected, current, setActive, asking, setAsking, targets, isAsleep, give, putOff, assign, snooze, today };
}

type Acts = ReturnType<typeof useQueueActs>;

function Dialogs({ acts, people }: { readonly acts: Acts; readonly people: readonly string[] }): ReactNode {
  const what = plural(acts.targets.length, 'item');
  const close = (): void => acts.setAsking(null);
  if (acts.asking === 'assign')
    return (
      <AssignDialog
        title={`Assign ${what}`}
        people={people}
        isRunning={acts.assign.isRunning}
        error={acts.assign.error}
        onClose={close}
        onAssign={(name) => void acts.give(name)}
      />
    );
  if (acts.asking === 'snooze')
    return (
      <SnoozeDialog
        title={`Snooze ${what}`}
        today={acts.today}
        isRunning={acts.snooze.isRunning}
        error={acts.snooze.error}
        onClose={close}
        onSnooze={(until, reason) => void acts.putOff(until, reason)}
      />
    );
  return null;
}

function Filters({
  search,
  rows,
  onChange,
}: {
  readonly search: Search;
  readonly rows: readonly QueueRow[];
  readonly onChange: (change: Search) => void;
}): ReactNode {
  const there = new Set(rows.map((row) => row.queue));
  const people = [...new Set(rows.flatMap((row) => (row.assignee === null ? [] : [row.assignee])))].toSorted();
  return (
    <>
      <FilterSelect
        label="Any queue"
        width={230}
        value={search.queue}
        options={QUEUES.filter((queue) => there.has(queue) || queue === search.queue).map((value) => ({ value, label: QUEUE_WORDS[value] }))}
        onChange={(queue) => onChange({ queue })}
      />
      <FilterSelect
        label="Any state"
        value={search.state}
        options={QUEUE_STATES.map((value) => ({ value, label: statusMeaning('queue', value).word }))}
        onChange={(state) => onChange({ state })}
      />
      <FilterSelect
        label="With anybody"
        value={search.who}
        options={[{ value: NOBODY, label: 'Nobody' }, ...people.map((name) => ({ value: name, label: name }))]}
        onChange={(who) => onChange({ who })}
      />
      <ClearFilters
        shown={search.queue !== undefined || search.state !== undefined || search.who !== undefined}
        onClear={() => onChange({ queue: undefined, state: undefined, who: undefined })}
      />
    </>
  );
}

function subtitleOf(list: Output<'queue.list'>): string {
  const of = (state: QueueState): number => list.rows.filter((row) => row.state === state && !row.isWatched).length;
  return `${of('overdue')} overdue · ${of('due')} due within a week · ${of('waiting')} waiting · ${list.rows.filter((row) => row.isWatched).length} to watch`;
}

/** Every clock that runs, in one table: what, about whom, since when, until when, with whom. */
export function QueuePage(): ReactNode {
  const search: Search = useSearch({ from: '/queue' });
  const setSearch = useSetSearch<Search>();
  const navigate = useNavigate();
  const query = useProcedure('queue.list', {}, { keep: true });
  const all = query.data?.rows ?? NO_ROWS;
  const today = query.data?.today ?? '';
  const rows = useMemo(() => all.filter((row) => isAsked(row, search)), [all, search]);
  const columns = useMemo(() => queueColumns(today), [today]);
  const acts = useQueueActs(rows, today);
  const isFiltered = rows.length < all.length;
  return (
    <Page
      title="Work queue"
      subtitle={query.data === undefined ? undefined : subtitleOf(query.data)}
      fills
      toolbar={<Filters search={search} rows={all} onChange={setSearch} />}
      actions={
        <>
          <CommandButton command="queue.calendar" variant="default">
            Calendar file
          </CommandButton>
          <CommandButton command="queue.snooze" variant="default" disabledReason={rows.length === 0 ? 'Nothing waits' : null}>
            {acts.isAsleep ? 'Wake' : 'Snooze'}
          </CommandButton>
          <CommandButton command="queue.assign" disabledReason={rows.length === 0 ? 'Nothing waits' : null}>
            Assign
          </CommandButton>
        </>
      }
    >
      <LedgerGrid
        label="Work queue"
        columns={columns}
        rows={rows}
        rowId={queueRowId}
        activeId={acts.current}
        onActive={(row) => acts.setActive(queueRowId(row))}
        onOpen={(row) => void navigate({ href: row.to })}
        selection={{ ids: acts.selected, onChange: acts.setSelected }}
        isLoading={query.isLoading}
        error={query.error}
        onRetry={() => void query.refetch()}
        empty={
          isFiltered ? (
            <Empty kind="filtered" title="Nothing matches" onClear={() => setSearch({ queue: undefined, state: undefined, who: undefined })} />
          ) : (
            <Empty kind="done" title="All caught up" description="No clock runs." />
          )
        }
      />
      <Dialogs acts={acts} people={query.data?.people ?? []} />
    </Page>
  );
}
