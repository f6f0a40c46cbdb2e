import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ReactNode } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { type IsoDate, isoDate } from '../../../src/shared/calendar.ts';
import { CANCEL_REASONS, type CancelReason } from '../../../src/shared/vocab.ts';
import { useSeen } from '../../api/conflicts.ts';
import { useCommand } from '../../api/hooks.ts';
import { notice } from '../../components/Notice.tsx';
import { ErrorPanel } from '../../components/states.tsx';
import { dateText } from '../../format/format.ts';
import { parseDateInput } from '../../forms/date-input.ts';
import { ENDING_REASONS } from '../../forms/entry-fields.ts';

type Deal = Output<'deals.get'>;

interface EndingProps {
  readonly record: Deal;
  readonly what: 'completion' | 'cancellation';
  readonly today: string;
  readonly onClose: () => void;
}

/** What follows from the date and the reason, before it is recorded (5.1, 5.2, 3.3). */
function consequence(record: Deal, what: EndingProps['what'], on: IsoDate | null, reason: CancelReason): string {
  if (on === null) return '';
  if (what === 'completion') return 'Its commission on the contract value accrues with the next close (3.3).';
  if (reason === 'fraud') return 'Fraud claws back everything accrued on the deal, at any time (5.2).';
  if (reason === 'client' && on <= record.clawbackUntil)
    return `On or before ${dateText(record.clawbackUntil)}: everything accrued on the deal is clawed back (5.1).`;
  return 'Nothing is clawed back; billing for later months no longer accrues (3.5).';
}

export function EndingDialog({ record: current, what, today, onClose }: EndingProps): ReactNode {
  const record = useSeen(current);
  const complete = useCommand('deals.complete');
  const cancel = useCommand('deals.cancel');
  const command = what === 'completion' ? complete : cancel;
  const on = isoDate(today);
  const form = useForm({
    initialValues: { date: '', cancelReason: 'client' as CancelReason, reason: '' },
    validate: {
      date: (text) => (parseDateInput(text, on) === null ? 'Write a date, day first, for example 5/3, today or -2' : null),
      reason: (text) => (what === 'cancellation' && text.trim().length < 3 ? 'Say why in a few words' : null),
    },
  });
  const date = parseDateInput(form.values.date, on);
  const submit = form.onSubmit(async (values) => {
    const when = parseDateInput(values.date, on);
    if (when === null) return;
    const base = { deal: record.deal, version: record.version };
    const answer =
      what === 'completion'
        ? await complete.run({ ...base, completedOn: when })
        : await cancel.run({ ...base, cancelledOn: when, cancelReason: values.cancelReason, reason: values.reason.trim() });
    if (answer === null) return;
    notice(`${record.deal}: ${what} on ${dateText(when)} recorded. Ctrl+Z takes it back until a month is closed on it.`);
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{what === 'completion' ? `Complete ${record.deal}` : `Cancel ${record.deal}`}</Text>} size={480}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <TextInput
            label={what === 'completion' ? 'Completed on' : 'Cancelled on'}
            description={date === null ? 'Day first: 5/3, today, -2' : dateText(date)}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            data-autofocus
            {...form.getInputProps('date')}
          />
          {what === 'cancellation' && (
            <>
              <Select label="Who ended it" data={[...ENDING_REASONS]} allowDeselect={false} {...form.getInputProps('cancelReason')} />
              <TextInput label="Reason" {...form.getInputProps('reason')} />
            </>
          )}
          <Text size="sm" role="status">
            {consequence(record, what, date, CANCEL_REASONS.find((one) => one === form.values.cancelReason) ?? 'other')}
          </Text>
          {command.error !== null && <ErrorPanel error={command.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button type="submit" loading={command.isRunning} {...(what === 'cancellation' ? { color: 'red' } : {})}>
              {what === 'completion' ? 'Record the completion' : 'Record the cancellation'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
