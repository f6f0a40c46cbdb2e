import { keepPreviousData, type UseQueryResult, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ProgressEvent } from '../../src/contract/host.ts';
import type { Input, Name, Output } from '../../src/contract/index.ts';
import { type ApiError, asApiError, call } from './client.ts';
import { tellConflict, useLooks } from './conflicts.ts';
import { invalidateTopics } from './invalidate.ts';
import { asJob } from './jobs.ts';
import { bridge } from './transport.ts';

export interface ProcedureOptions {
  readonly enabled?: boolean;
  /** Keeps the former answer on the screen while the next one loads (another month, another filter). */
  readonly keep?: boolean;
}

export function useProcedure<N extends Name>(name: N, input: Input<N>, options: ProcedureOptions = {}): UseQueryResult<Output<N>, ApiError> {
  return useQuery<Output<N>, ApiError>({
    queryKey: [name, input],
    queryFn: () => call(name, input),
    enabled: options.enabled ?? true,
    ...(options.keep === true ? { placeholderData: keepPreviousData } : {}),
  });
}

/** Each list with what answers its count and totals. */
const TOTALS = { 'partners.list': 'partners.totals', 'deals.list': 'deals.totals', 'accruals.page': 'accruals.totals' } as const satisfies Partial<
  Record<Name, Name>
>;
export type ListName = keyof typeof TOTALS;
export type ListRow<N extends ListName> = Output<N>['rows'][number];
export type ListTotals<N extends ListName> = Output<(typeof TOTALS)[N]>['totals'];

export interface ListState<N extends ListName> {
  readonly rows: readonly ListRow<N>[];
  /** Of the whole filter; null until they come, which may be after the first rows. */
  readonly count: number | null;
  readonly totals: ListTotals<N> | null;
  readonly error: ApiError | null;
  readonly isLoading: boolean;
  readonly hasMore: boolean;
  readonly loadMore: () => void;
  readonly retry: () => void;
}

/** A list that grows as it is scrolled: pages after the cursor of the answer before. Its totals are asked beside the first page, and once. */
export function useList<N extends ListName>(name: N, input: Omit<Input<N>, 'after' | 'limit'>): ListState<N> {
  const query = useInfiniteQuery({
    queryKey: [name, input],
    queryFn: ({ pageParam }) => call(name, { ...input, after: pageParam, limit: 200 } as Input<N>),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Output<N>) => page.next,
    placeholderData: keepPreviousData,
  });
  const { filter } = input;
  const totals = useProcedure<(typeof TOTALS)[N]>(TOTALS[name], (filter === undefined ? {} : { filter }) as Input<(typeof TOTALS)[N]>);
  const pages = query.data?.pages ?? [];
  const { fetchNextPage, hasNextPage, isFetchingNextPage, refetch } = query;
  const { refetch: refetchTotals } = totals;
  const error = query.error ?? totals.error;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage]);
  const retry = useCallback(() => {
    void refetch();
    void refetchTotals();
  }, [refetch, refetchTotals]);
  return {
    rows: pages.flatMap((page): ListRow<N>[] => page.rows),
    count: totals.data?.count ?? null,
    totals: totals.data?.totals ?? null,
    error: error === null ? null : asApiError(error, name),
    isLoading: query.isLoading,
    hasMore: hasNextPage,
    loadMore,
    retry,
  };
}

export interface CommandState<N extends Name> {
  /** Does it, and answers with the outcome; null when refused (then `error` says why) or already running. */
  readonly run: (input: Input<N>) => Promise<Output<N> | null>;
  readonly isRunning: boolean;
  readonly error: ApiError | null;
  readonly progress: ProgressEvent | null;
  readonly cancel: () => void;
  readonly reset: () => void;
}

/**
 * A command: one request id per click. When the outcome stayed unknown, the same input goes out under the same id again,
 * so that trying again can never do the act twice.
 */
export function useCommand<N extends Name>(name: N): CommandState<N> {
  const client = useQueryClient();
  const [isRunning, setRunning] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [progress, setProgress] = useState<ProgressEvent | null>(null);
  const current = useRef<{ id: string; input: string } | null>(null);
  const busy = useRef(false);
  const looks = useLooks();
  const [answeredAt, setAnsweredAt] = useState(looks);
  if (answeredAt !== looks) {
    setAnsweredAt(looks);
    if (error?.code === 'CONFLICT') setError(null); // the new state is on the screen: the refusal is over
  }

  useEffect(() => bridge().onProgress((event) => busy.current && event.requestId === current.current?.id && setProgress(event)), []);

  const run = useCallback(
    async (input: Input<N>): Promise<Output<N> | null> => {
      if (busy.current) return null;
      busy.current = true;
      const text = JSON.stringify(input);
      if (current.current?.input !== text) current.current = { id: crypto.randomUUID(), input: text };
      setRunning(true);
      setError(null);
      setProgress(null);
      try {
        const { id } = current.current;
        const value = await asJob(id, name, () => call(name, input, id));
        current.current = null;
        await invalidateTopics(client, ['partners', 'deals', 'billing', 'months', 'reconciliation', 'payouts', 'terms', 'system', 'files', 'desk']);
        return value;
      } catch (caught) {
        const failure = asApiError(caught, name);
        if (failure.code !== 'OUTCOME_UNKNOWN') current.current = null;
        setError(failure);
        tellConflict(failure);
        return null;
      } finally {
        busy.current = false;
        setRunning(false);
      }
    },
    [client, name],
  );
  const cancel = useCallback(() => {
    if (current.current !== null) bridge().cancel(current.current.id);
  }, []);
  const reset = useCallback(() => setError(null), []);
  return { run, isRunning, error, progress, cancel, reset };
}

/** Refetches what a change made stale, whoever made it: this window, another one, or the command line. */
export function useChangeEvents(): void {
  const client = useQueryClient();
  useEffect(() => bridge().onChange((event) => void invalidateTopics(client, event.topics)), [client]);
}
