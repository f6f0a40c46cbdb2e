import { Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCircleDashed, IconCircleDot } from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { PAYOUT_STATES } from '../../../src/shared/vocab.ts';
import { useProcedure } from '../../api/hooks.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { DateText, Money } from '../../components/figures.tsx';
import { ClearFilters, FilterSelect, FilterSwitch, SearchBox } from '../../components/filters.tsx';
import type { GridColumn } from '../../components/grid-types.ts';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { Page } from '../../components/Page.tsx';
import { StatusBadge, statusMeaning } from '../../components/StatusBadge.tsx';
import { Empty, ErrorPanel, Loading } from '../../components/states.tsx';
import { dateText, plural, quarterText } from '../../format/format.ts';
import { HOLD_WORDS } from '../../format/words.ts';
import { usePeriod } from '../../shell/period.ts';
import { useSetSearch } from '../../shell/search.ts';
import { CompareGrid } from './CompareGrid.tsx';
import { PayoutPanel } from './PayoutPanel.tsx';
import classes from './Payouts.module.css';
import { RunActions } from './RunActions.tsx';
import { type Item, itemProof, type PayoutFigure, type Run, RunWaterfall, totalProof } from './waterfall.tsx';

interface Search {
  readonly state?: string | undefined;
  readonly text?: string | undefined;
  readonly peek?: string | undefined;
  readonly compare?: boolean | undefined;
}

const FIGURES: readonly { figure: PayoutFigure; word: string; width: number; from?: number }[] = [
  { figure: 'openingPaisa', word: 'Opening', width: 98, from: 1000 },
  { figure: 'accruedPaisa', word: 'Accrued', width: 118, from: 700 },
  { figure: 'adjustmentsPaisa', word: 'Adjustm.', width: 84, from: 1000 },
  { figure: 'clawbackPaisa', word: 'Clawbacks', width: 98, from: 1000 },
  { figure: 'grossPaisa', word: 'Gross', width: 118 },
  { figure: 'withholdingPaisa', word: 'Withheld', width: 110 },
  { figure: 'netPaisa', word: 'Net', width: 118 },
  { figure: 'carriedPaisa', word: 'Carried', width: 92, from: 900 },
];

function columnsOf(run: Run): readonly GridColumn<Item>[] {
  return [
    {
      id: 'partner',
      header: 'Partner',
      width: 140,
      grow: 220,
      isRowHeader: true,
      sortValue: (item) => item.name,
      cell: (item) => <span title={`${item.name} (${item.partner})`}>{item.name}</span>,
    },
    {
      id: 'state',
      header: 'State',
      width: 112,
      grow: 20,
      sortValue: (item) => item.state,
      cell: (item) => (
        <Group gap={4} wrap="nowrap">
          <StatusBadge
            area="payout"
            status={item.state}
            more={item.holdReason === null ? null : `${HOLD_WORDS[item.holdReason].word}. ${HOLD_WORDS[item.holdReason].remedy}`}
          />
          {item.warnings.length > 0 && <IconAlertTriangle size={14} color="var(--pd-warn)" aria-label={item.warnings.join(' ')} />}
        </Group>
      ),
    },
    ...FIGURES.map(
      ({ figure, word, width, from = 0 }): GridColumn<Item> => ({
        id: figure,
        header: word,
        width,
        from,
        grow: 60,
        align: 'right',
        sortValue: (item) => item[figure],
        cell: (item) => <Money paisa={item[figure]} proof={itemProof(run.quarter, item, figure, word)} strong={figure === 'netPaisa'} />,
        total: <Money paisa={run.totals[figure]} proof={totalProof(run.quarter, figure, word)} strong />,
      }),
    ),
  ];
}

const RUN_STATES = ['proposed', 'approved', 'sent', 'paid'] as const;

function RunStates({ run }: { readonly run: Run }): ReactNode {
  const at = RUN_STATES.indexOf(run.state as (typeof RUN_STATES)[number]);
  return (
    <ol className={classes.states} aria-label="State of the run">
      {RUN_STATES.map((state, index) => {
        const StateIcon = index <= at ? IconCheck : index === at + 1 ? IconCircleDot : IconCircleDashed;
        return (
          <li
            key={state}
            className={classes.state}
            data-done={index <= at || undefined}
            data-here={index === at || undefined}
            aria-current={index === at ? 'step' : undefined}
          >
            <StateIcon size={15} aria-hidden />
            {statusMeaning('payout', state).word}
          </li>
        );
      })}
    </ol>
  );
}

function RunHead({ run }: { readonly run: Run }): ReactNode {
  return (
    <div className={classes.head}>
      <div className={classes.line}>
        <RunStates run={run} />
        <span>
          <span className={classes.quiet}>Due</span> <DateText date={run.dueOn} />
        </span>
        <span>
          <span className={classes.quiet}>Value date</span> <DateText date={run.valueOn} />
        </span>
        {run.proposedBy !== null && (
          <span>
            <span className={classes.quiet}>Proposed by</span> {run.proposedBy}
          </span>
        )}
        {run.approvedBy !== null && (
          <span>
            <span className={classes.quiet}>Approved by</span> {run.approvedBy}
          </span>
        )}
      </div>
      <RunWaterfall run={run} />
    </div>
  );
}

interface RunGridProps {
  readonly run: Run;
  readonly rows: readonly Item[];
  readonly isFiltered: boolean;
  readonly onClear: () => void;
}

function RunGrid({ run, rows, isFiltered, onClear }: RunGridProps): ReactNode {
  const search: Search = useSearch({ from: '/payouts' });
  const setSearch = useSetSearch<Search>();
  const columns = useMemo(() => columnsOf(run), [run]);
  return (
    <LedgerGrid
      label={`Payout run ${run.quarter}, in PKR`}
      columns={columns}
      rows={rows}
      rowId={(item) => item.partner}
      totalsLabel={`All ${plural(run.items.length, 'partner')}`}
      activeId={search.peek ?? null}
      onActive={(item) => search.peek !== undefined && setSearch({ peek: item.partner })}
      onPeek={(item) => setSearch({ peek: item.partner })}
      tone={(item) => (item.state === 'held' || item.state === 'failed' ? 'open' : undefined)}
      empty={
        isFiltered ? (
          <Empty kind="filtered" title="No partner matches" onClear={onClear} />
        ) : (
          <Empty
            kind="first"
            title={`Nothing to pay for ${quarterText(run.quarter)}`}
            description={`No partner has a movement or a balance. The run is due ${dateText(run.dueOn)}.`}
          />
        )
      }
    />
  );
}

function RunView({ run }: { readonly run: Run }): ReactNode {
  const search: Search = useSearch({ from: '/payouts' });
  const setSearch = useSetSearch<Search>();
  const text = (search.text ?? '').toLowerCase();
  const rows = useMemo(
    () =>
      run.items.filter((item) => (search.state === undefined || item.state === search.state) && `${item.partner} ${item.name}`.toLowerCase().includes(text)),
    [run.items, search.state, text],
  );
  const peeked = run.items.find((item) => item.partner === search.peek);
  const states = PAYOUT_STATES.filter((state) => run.items.some((item) => item.state === state));
  const isFiltered = search.state !== undefined || text !== '';
  const clear = (): void => setSearch({ state: undefined, text: undefined });
  const isComparing = search.compare === true;
  const compare = (isOn: boolean): void => setSearch({ compare: isOn ? true : undefined, peek: undefined });
  useCommandHandlers({ 'payouts.compare': () => compare(!isComparing) });
  return (
    <Page
      title={`Payout run ${quarterText(run.quarter)}`}
      subtitle={run.state === 'none' ? 'not proposed: the figures are what it would be' : undefined}
      fills
      footer={
        <>
          <Text c="dimmed" style={{ flex: 1 }}>
            {states
              .map((state) => `${run.items.filter((item) => item.state === state).length} ${statusMeaning('payout', state).word.toLowerCase()}`)
              .join(' · ')}
          </Text>
          <RunActions run={run} />
        </>
      }
      aside={peeked === undefined ? undefined : <PayoutPanel key={peeked.partner} run={run} item={peeked} onClose={() => setSearch({ peek: undefined })} />}
    >
      <RunHead run={run} />
      <Group px="md" pb="xs" gap="xs">
        <SearchBox label="Partner" value={search.text ?? ''} onChange={(next) => setSearch({ text: next === '' ? undefined : next })} />
        {!isComparing && (
          <FilterSelect
            label="Any state"
            value={states.find((state) => state === search.state)}
            options={states.map((value) => ({ value, label: statusMeaning('payout', value).word }))}
            onChange={(state) => setSearch({ state })}
          />
        )}
        <ClearFilters shown={isFiltered} onClear={clear} />
        <FilterSwitch label="Beside the last run (V)" value={isComparing} onChange={compare} />
        <Text c="dimmed" size="xs" ml="auto">
          all amounts in PKR
        </Text>
      </Group>
      {isComparing ? <CompareGrid quarter={run.quarter} text={text} /> : <RunGrid run={run} rows={rows} isFiltered={isFiltered} onClear={clear} />}
    </Page>
  );
}

export function PayoutsPage(): ReactNode {
  const { quarter } = usePeriod();
  const query = useProcedure('payouts.run', { quarter: quarter ?? '' }, { enabled: quarter !== null });
  if (quarter === null) return <Page title="Payout run">{null}</Page>;
  if (query.data === undefined)
    return (
      <Page title={`Payout run ${quarterText(quarter)}`}>
        {query.error === null ? <Loading rows={12} /> : <ErrorPanel error={query.error} retry={() => void query.refetch()} />}
      </Page>
    );
  return <RunView key={quarter} run={query.data} />;
}
