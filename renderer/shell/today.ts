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

/** The month after which a balance is all that is posted and paid: today's, or a later one that is closed. Null until it is known. */
export function useBalanceMonth(): string | null {
  const today = useToday();
  const closed = useLastClosed();
  if (today === null) return null;
  const present = today.slice(0, 7);
  return closed !== null && closed > present ? closed : present;
}
