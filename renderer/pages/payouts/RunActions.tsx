import { Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { useSeen } from '../../api/conflicts.ts';
import { type CommandState, useCommand } from '../../api/hooks.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { useMoneyWords } from '../../components/figures.tsx';
import { CommandButton } from '../../components/Keys.tsx';
import { notice } from '../../components/Notice.tsx';
import { dateText, plural, quarterText } from '../../format/format.ts';
import type { Run } from './waterfall.tsx';

type Act = Run['actions'][number]['name'];
type Answer = Output<'payouts.propose'>;

const WORDS: Record<Act, { verb: string; whole: string; done: string }> = {
  propose: { verb: 'Propose', whole: 'Propose the run', done: 'is proposed' },
  approve: { verb: 'Approve', whole: 'Approve the run', done: 'is approved' },
  send: { verb: 'Mark as sent', whole: 'Mark the run as sent', done: 'is marked as sent' },
  pay: { verb: 'Record as paid', whole: 'Record the run as paid', done: 'is paid and posted' },
};

function Consequences({ act, run }: { readonly act: Act; readonly run: Run }): ReactNode {
  const money = useMoneyWords();
  const paying = run.items.filter((item) => item.state !== 'rolled');
  const held = run.items.filter((item) => item.state === 'held');
  const warned = run.items.filter((item) => item.warnings.length > 0);
  return (
    <Stack gap={4}>
      {act === 'propose' && <Text>Works the run out again. Nothing is fixed; it can be proposed as often as needed until it is approved.</Text>}
      {act === 'approve' && <Text>Fixes exactly these figures. It cannot be proposed again.</Text>}
      {act === 'send' && <Text>Says that the payments are with the bank.</Text>}
      {act === 'pay' && <Text>Records the bank’s confirmation and posts it to the journal. It cannot be taken back.</Text>}
      <Text>
        {plural(paying.length, 'payment')} in all: net <strong>{money(run.totals.netPaisa)}</strong>, withholding {money(run.totals.withholdingPaisa)}, value
        date {dateText(run.valueOn)}.
      </Text>
      {held.length > 0 && (
        <Text>
          {plural(held.length, 'payment')} of these {held.length === 1 ? 'is' : 'are'} held and stay so.
        </Text>
      )}
      {act === 'approve' && warned.length > 0 && (
        <Text c="var(--pd-warn)">
          {plural(warned.length, 'partner')} with a warning:{' '}
          {warned
            .slice(0, 4)
            .map((item) => item.name)
            .join(', ')}
          {warned.length > 4 ? ' …' : ''}
        </Text>
      )}
    </Stack>
  );
}

interface RunCommand extends Pick<CommandState<'payouts.propose'>, 'isRunning' | 'error' | 'reset'> {
  readonly run: (input: { quarter: string; version: number }) => Promise<Answer | null>;
}

function useRunCommands(): Record<Act, RunCommand> {
  return { propose: useCommand('payouts.propose'), approve: useCommand('payouts.approve'), send: useCommand('payouts.send'), pay: useCommand('payouts.pay') };
}

/** The step that the core allows next is the one primary action; the others say why they cannot be done. */
export function RunActions({ run: current }: { readonly run: Run }): ReactNode {
  const commands = useRunCommands();
  const [asking, setAsking] = useState<Act | null>(null);
  const run = useSeen(current, asking !== null);
  const next = run.actions.findLast((action) => action.disabledReason === null)?.name ?? null;
  useCommandHandlers({ 'payouts.primary': () => next !== null && setAsking(next) });
  const confirm = async (): Promise<void> => {
    if (asking === null) return;
    const answer: Answer | null = await commands[asking].run({ quarter: run.quarter, version: run.version });
    if (answer === null) return;
    setAsking(null);
    notice(
      `The run of ${quarterText(run.quarter)} ${WORDS[asking].done}: ${plural(answer.payments, 'payment')}, of them ${plural(answer.held, 'held', 'held')}; ${plural(answer.rolled, 'rolls', 'roll')} over.`,
    );
  };
  const others = run.actions.filter((action) => action.name !== next);
  return (
    <>
      {others.map((action) => (
        <RunButton key={action.name} action={action} onAsk={setAsking} />
      ))}
      {next !== null && <CommandButton command="payouts.primary">{WORDS[next].whole}</CommandButton>}
      <ConfirmDialog
        opened={asking !== null}
        title={asking === null ? '' : `${WORDS[asking].verb}: ${quarterText(run.quarter)}`}
        confirmLabel={asking === null ? '' : WORDS[asking].verb}
        {...(asking === 'approve' || asking === 'pay' ? { typed: run.quarter } : {})}
        consequences={asking === null ? null : <Consequences act={asking} run={run} />}
        isRunning={asking !== null && commands[asking].isRunning}
        error={asking === null ? null : commands[asking].error}
        onConfirm={() => void confirm()}
        onClose={() => {
          if (asking !== null) commands[asking].reset();
          setAsking(null);
        }}
      />
    </>
  );
}

function RunButton({ action, onAsk }: { readonly action: Run['actions'][number]; readonly onAsk: (act: Act) => void }): ReactNode {
  return (
    <CommandButton
      command={`payouts.${action.name}`}
      variant="default"
      disabledReason={action.disabledReason}
      label={WORDS[action.name].whole}
      onRun={() => onAsk(action.name)}
    >
      {WORDS[action.name].verb}
    </CommandButton>
  );
}
