import { useProcedure } from '../api/hooks.ts';

/** The business date of the file (Asia/Karachi), never the clock of this computer; null until it is known. */
export function useToday(): string | null {
  return useProcedure('system.info', {}).data?.today ?? null;
}

/** The latest closed month: the one balances stand after. */
export function useLastClosed(): string | null {
  const list = useProcedure('months.list', {});
  return (
    list.data?.closed
      .map((one) => one.month)
      .toSorted()
      .at(-1) ?? null
  );
}
