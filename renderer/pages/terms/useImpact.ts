import { useDebouncedValue } from '@mantine/hooks';
import type { Output } from '../../../src/contract/index.ts';
import type { ApiError } from '../../api/client.ts';
import { useProcedure } from '../../api/hooks.ts';
import { BEGINNING, type DatedTerms } from '../../format/terms.ts';

export type Impact = Output<'terms.impact'>;

export interface ImpactState {
  /** Of exactly these terms; undefined while it is worked out. */
  readonly impact: Impact | undefined;
  /** The last one worked out, to look at meanwhile. */
  readonly shown: Impact | undefined;
  readonly error: ApiError | null;
  readonly retry: () => void;
}

/** What terms would change, worked out anew when they stop changing. Null: nothing to work out. */
export function useImpact(terms: DatedTerms | null): ImpactState {
  const [settled] = useDebouncedValue(terms, 250);
  const query = useProcedure('terms.impact', { terms: settled ?? { effectiveFrom: BEGINNING } }, { enabled: settled !== null, keep: true });
  const isOfThese = settled !== null && JSON.stringify(settled) === JSON.stringify(terms) && !query.isFetching && !query.isPlaceholderData;
  return {
    impact: isOfThese ? query.data : undefined,
    shown: terms === null ? undefined : query.data,
    error: terms === null || !isOfThese ? null : query.error,
    retry: () => void query.refetch(),
  };
}

/** Nobody moves and no paisa differs. */
export function changesNothing(impact: Impact): boolean {
  return impact.tiers.length + impact.lines.count + impact.clawbacks.length + impact.payouts.items.length + impact.paymentDates.length === 0;
}
