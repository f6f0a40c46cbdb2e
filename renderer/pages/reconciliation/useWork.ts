import { useState } from 'react';
import type { Input } from '../../../src/contract/index.ts';
import { useSeen } from '../../api/conflicts.ts';
import { useCommand } from '../../api/hooks.ts';
import { notice, warningNotice } from '../../components/Notice.tsx';
import { plural } from '../../format/format.ts';
import { WORK_WORDS } from '../../format/words.ts';
import type { ReconcileRow } from './columns.tsx';

/** What a person decides here; opening again is Ctrl+Z. */
type Action = Exclude<Input<'reconciliation.work'>['action'], 'reopened'>;

interface Decision {
  readonly action: Action;
  readonly reason: string;
}

export interface Asked {
  readonly action: Action;
  readonly deals: readonly string[];
}

/** Variances are worked one by one or many at once; the last decision can be repeated with one key. */
export function useWork(month: string, all: readonly ReconcileRow[], targets: () => readonly ReconcileRow[], onDone: () => void) {
  const command = useCommand('reconciliation.work');
  const [asked, setAsked] = useState<Asked | null>(null);
  const [last, setLast] = useState<Decision | null>(null);
  const seen = useSeen(all, asked !== null);
  const decide = async (decision: Decision, chosen: readonly string[]): Promise<void> => {
    const shown = seen.filter((row) => chosen.includes(row.deal) && row.isOpen);
    if (shown.length === 0) {
      warningNotice('What you chose was worked meanwhile.');
      setAsked(null);
      return;
    }
    const versions = Object.fromEntries(shown.map((row) => [row.deal, row.version]));
    const answer = await command.run({ month, deals: shown.map((row) => row.deal), versions, ...decision });
    if (answer === null) return;
    setAsked(null);
    setLast(decision);
    const done = `${WORK_WORDS[decision.action] ?? decision.action}: ${plural(answer.worked, 'variance')}`;
    if (answer.refused.length === 0) notice(done);
    else
      warningNotice(`${done}. ${plural(answer.refused.length, 'row')} refused, the first: ${answer.refused[0]?.deal ?? ''}, ${answer.refused[0]?.why ?? ''}`);
    onDone();
  };
  const workable = (): readonly string[] =>
    targets()
      .filter((row) => row.isOpen && row.status !== 'exception')
      .map((row) => row.deal);
  const ask = (action: Action): void => {
    const deals = workable();
    if (deals.length === 0) warningNotice('Choose an open variance first; exceptions are decided under Exceptions.');
    else setAsked({ action, deals });
  };
  const repeat = (): void => {
    const deals = workable();
    if (last === null) warningNotice('There is no decision to repeat yet.');
    else if (deals.length > 0) void decide(last, deals);
  };
  const confirm = (reason: string): void => {
    if (asked !== null) void decide({ action: asked.action, reason }, asked.deals);
  };
  const close = (): void => {
    command.reset();
    setAsked(null);
  };
  return { asked, ask, last, repeat, confirm, close, command };
}
