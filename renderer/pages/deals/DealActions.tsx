import { Button, Text, Tooltip } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { useSeen } from '../../api/conflicts.ts';
import { useCommand } from '../../api/hooks.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { notice } from '../../components/Notice.tsx';
import { ReasonDialog } from '../../forms/ReasonDialog.tsx';
import { useToday } from '../../shell/today.ts';
import { DealForm } from './DealForm.tsx';
import { EndingDialog } from './EndingDialog.tsx';

type Deal = Output<'deals.get'>;
type Act = 'change' | 'completion' | 'cancellation' | 'void';

/** Why an act cannot be done on this deal, or null. */
function refusalOf(record: Deal, act: Act): string | null {
  if (record.voidedOn !== null) return 'The deal is voided';
  switch (act) {
    case 'change':
      return record.cancelledOn === null ? null : 'An ended deal takes no changes';
    case 'completion':
      if (record.contractType !== 'fixed_price') return 'Only a fixed-price deal is completed (3.3)';
      return record.completedOn === null ? null : 'It is completed already';
    case 'cancellation':
      return record.cancelledOn === null ? null : 'It is cancelled already';
    case 'void':
      return record.lines.length > 0 || record.accruals.length > 0 ? 'It has billing or postings: cancel it instead' : null;
  }
}

function ActButton({
  label,
  why,
  hint,
  onClick,
}: {
  readonly label: string;
  readonly why: string | null;
  readonly hint: string;
  readonly onClick: () => void;
}): ReactNode {
  return (
    <Tooltip label={why ?? hint}>
      <Button variant="default" {...(why === null ? {} : { 'data-disabled': true, 'aria-disabled': true })} onClick={() => why === null && onClick()}>
        {label}
      </Button>
    </Tooltip>
  );
}

function VoidDialog({ record: current, onClose }: { readonly record: Deal; readonly onClose: () => void }): ReactNode {
  const record = useSeen(current);
  const command = useCommand('deals.void');
  const confirm = async (reason: string): Promise<void> => {
    const answer = await command.run({ deal: record.deal, reason, version: record.version });
    if (answer === null) return;
    notice(`${answer.deal} is voided; it no longer counts as a referral. Ctrl+Z takes it back.`);
    onClose();
  };
  return (
    <ReasonDialog
      opened
      title={`Void ${record.deal}`}
      note={<Text>{record.client}: the deal stops counting as a referral from today. The tier of the partner may change by it.</Text>}
      topic="void"
      confirmLabel="Void the deal"
      isDanger
      isRunning={command.isRunning}
      error={command.error}
      onConfirm={(reason) => void confirm(reason)}
      onClose={onClose}
    />
  );
}

/** The verbs of a deal; each that cannot be done says why. */
export function DealActions({ record }: { readonly record: Deal }): ReactNode {
  const [act, setAct] = useState<Act | null>(null);
  const today = useToday();
  const start = (next: Act) => (): void => {
    if (refusalOf(record, next) === null) setAct(next);
  };
  const close = (): void => setAct(null);
  useCommandHandlers({
    'deal.change': start('change'),
    'deal.complete': start('completion'),
    'deal.cancel': start('cancellation'),
    'deal.void': start('void'),
  });
  return (
    <>
      <ActButton label="Change" why={refusalOf(record, 'change')} hint="E" onClick={start('change')} />
      {record.contractType === 'fixed_price' && (
        <ActButton label="Complete" why={refusalOf(record, 'completion')} hint="Its commission then accrues (3.3)" onClick={start('completion')} />
      )}
      <ActButton label="Cancel" why={refusalOf(record, 'cancellation')} hint="Record how it ended (5.1)" onClick={start('cancellation')} />
      <ActButton label="Void" why={refusalOf(record, 'void')} hint="For a deal registered by mistake" onClick={start('void')} />
      {act === 'change' && today !== null && <DealForm record={record} today={today} onClose={close} />}
      {(act === 'completion' || act === 'cancellation') && today !== null && <EndingDialog record={record} what={act} today={today} onClose={close} />}
      {act === 'void' && <VoidDialog record={record} onClose={close} />}
    </>
  );
}
