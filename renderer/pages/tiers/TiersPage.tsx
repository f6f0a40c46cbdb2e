import { SegmentedControl, Text, UnstyledButton } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { isIsoDate, isoDate } from '../../../src/shared/calendar.ts';
import type { Tier } from '../../../src/shared/vocab.ts';
import { useProcedure } from '../../api/hooks.ts';
import { proofOf } from '../../api/proofs.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { Count, Money, Rate } from '../../components/figures.tsx';
import { ClearFilters, SearchBox } from '../../components/filters.tsx';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { Page } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Empty } from '../../components/states.tsx';
import { dateText, plural } from '../../format/format.ts';
import { useSetSearch } from '../../shell/search.ts';
import { useToday } from '../../shell/today.ts';
import { boardColumns } from './columns.tsx';
import { type BoardRow, LENS_EMPTY, LENS_WORDS, LENSES, type Lens, rowsOf } from './lenses.ts';
import { SimulatePanel } from './SimulatePanel.tsx';
import classes from './Tiers.module.css';

interface Search {
  readonly on?: string | undefined;
  readonly tier?: Tier | undefined;
  readonly lens?: Lens | undefined;
  readonly text?: string | undefined;
  readonly peek?: string | undefined;
}

type TierTerms = Output<'tiers.board'>['tiers'][number];

const cell = (tier: Tier, figure: 'minReferrals' | 'rateBps' | 'coopPaisa', on: string): ReturnType<typeof proofOf> =>
  proofOf({ kind: 'tierTerms', tier, on, figure }, `Tier table: ${tier}`);

function Tiles({
  tiers,
  on,
  chosen,
  onChoose,
}: {
  readonly tiers: readonly TierTerms[];
  readonly on: string;
  readonly chosen: Tier | undefined;
  readonly onChoose: (tier: Tier | undefined) => void;
}): ReactNode {
  return (
    <div className={classes.tiles} role="group" aria-label="Tiers">
      {tiers.map((tier) => (
        <div key={tier.tier} className={classes.tile} data-chosen={chosen === tier.tier || undefined}>
          <UnstyledButton aria-pressed={chosen === tier.tier} onClick={() => onChoose(chosen === tier.tier ? undefined : tier.tier)}>
            <StatusBadge area="tier" status={tier.tier} />
          </UnstyledButton>
          <span className={classes.tileCount}>
            <Count
              value={tier.partners}
              label={`partners in ${tier.tier}`}
              proof={proofOf({ kind: 'tierPartners', tier: tier.tier, on }, `Partners in ${tier.tier}`)}
            />
          </span>
          <Text size="xs" c="dimmed" component="span">
            from <Count value={tier.minReferrals} proof={cell(tier.tier, 'minReferrals', on)} /> referrals ·{' '}
            <Rate bps={tier.rateBps} proof={cell(tier.tier, 'rateBps', on)} />
          </Text>
          <Text size="xs" c="dimmed" component="span">
            co-op fund <Money paisa={tier.coopPaisa} muted proof={cell(tier.tier, 'coopPaisa', on)} />
          </Text>
        </div>
      ))}
    </div>
  );
}

/** Every partner under its tier: who is near promotion, in grace, or changes by itself (1.1–1.7). */
export function TiersPage(): ReactNode {
  const search: Search = useSearch({ from: '/tiers' });
  const setSearch = useSetSearch<Search>();
  const navigate = useNavigate();
  const today = useToday();
  const on = search.on !== undefined && isIsoDate(search.on) ? search.on : null;
  const query = useProcedure('tiers.board', on === null ? {} : { date: on }, { keep: true });
  const board = query.data;
  const lens = search.lens ?? 'all';
  const rows = useMemo(() => rowsOf(lens, search.tier, search.text, board?.rows ?? []), [lens, search.tier, search.text, board]);
  const columns = useMemo(() => boardColumns(board?.date ?? '2026-01-01'), [board?.date]);
  const chosen = board?.rows.find((row) => row.partner === search.peek);
  const isFiltered = lens !== 'all' || search.tier !== undefined || search.text !== undefined;
  const clear = (): void => setSearch({ lens: undefined, tier: undefined, text: undefined });
  const first = (row: BoardRow | undefined): void => {
    if (row !== undefined) setSearch({ peek: row.partner });
  };
  useCommandHandlers({ 'tiers.simulate': () => first(chosen ?? rows[0]) });
  return (
    <Page
      title="Tiers"
      subtitle={board === undefined ? undefined : `${plural(rows.length, 'partner')} · as of ${dateText(board.date)}`}
      fills
      toolbar={
        <>
          <SearchBox label="Partner" value={search.text ?? ''} onChange={(text) => setSearch({ text: text === '' ? undefined : text })} />
          <SegmentedControl
            size="xs"
            data={LENSES.map((value) => ({ value, label: LENS_WORDS[value] }))}
            value={lens}
            onChange={(value) => setSearch({ lens: value === 'all' ? undefined : LENSES.find((one) => one === value) })}
            aria-label="Which partners"
          />
          <ClearFilters shown={isFiltered} onClear={clear} />
        </>
      }
      aside={
        chosen === undefined || today === null ? undefined : (
          <SimulatePanel key={chosen.partner} row={chosen} today={isoDate(today)} onClose={() => setSearch({ peek: undefined })} />
        )
      }
    >
      {board !== undefined && <Tiles tiers={board.tiers} on={board.date} chosen={search.tier} onChoose={(tier) => setSearch({ tier })} />}
      <LedgerGrid
        label="Partners by tier"
        columns={columns}
        rows={rows}
        rowId={(row) => row.partner}
        isLoading={query.isLoading}
        error={query.error}
        onRetry={() => void query.refetch()}
        activeId={search.peek ?? null}
        onActive={(row) => search.peek !== undefined && setSearch({ peek: row.partner })}
        onPeek={(row) => setSearch({ peek: row.partner })}
        onOpen={(row) => void navigate({ to: '/partners/$partner', params: { partner: row.partner } })}
        empty={
          isFiltered ? (
            <Empty kind="filtered" title={LENS_EMPTY[lens]} onClear={clear} />
          ) : (
            <Empty kind="first" title={LENS_EMPTY.all} description="Partners appear here from the day they join." />
          )
        }
      />
    </Page>
  );
}
