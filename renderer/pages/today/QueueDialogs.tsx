import { Autocomplete, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { addDays, isIsoDate } from '../../../src/shared/calendar.ts';
import type { ApiError } from '../../api/client.ts';
import { ErrorPanel } from '../../components/states.tsx';
import { dateText, weekdayText } from '../../format/format.ts';
import { parseDateInput } from '../../forms/date-input.ts';
import { recentReasons, rememberReason } from '../../forms/recent-reasons.ts';

interface DialogProps {
  readonly title: string;
  readonly isRunning: boolean;
  readonly error: ApiError | null;
  readonly onClose: () => void;
}

function Ask({
  title,
  isRunning,
  error,
  onClose,
  confirm,
  onConfirm,
  children,
}: DialogProps & { readonly confirm: string; readonly onConfirm: () => void; readonly children: ReactNode }): ReactNode {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isRunning) onConfirm();
  };
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{title}</Text>} size={440}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          {children}
          {error !== null && <ErrorPanel error={error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button type="submit" loading={isRunning}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Who takes the items; an empty name takes them from whoever has them. */
export function AssignDialog({
  people,
  onAssign,
  ...rest
}: DialogProps & { readonly people: readonly string[]; readonly onAssign: (name: string | null) => void }): ReactNode {
  const [name, setName] = useState('');
  const trimmed = name.trim();
  return (
    <Ask {...rest} confirm={trimmed === '' ? 'Assign to nobody' : 'Assign'} onConfirm={() => onAssign(trimmed === '' ? null : trimmed)}>
      <Autocomplete label="To" description="Empty: nobody" data={[...people]} value={name} onChange={setName} data-autofocus />
    </Ask>
  );
}

const TOPIC = 'queue-snooze';

/** Until when, and why: both are asked. The clock of what is put off runs on. */
export function SnoozeDialog({
  today,
  onSnooze,
  ...rest
}: DialogProps & { readonly today: string; readonly onSnooze: (until: string, reason: string) => void }): ReactNode {
  const [until, setUntil] = useState('+7');
  const [reason, setReason] = useState(recentReasons(TOPIC)[0] ?? '');
  const [isTried, setTried] = useState(false);
  const now = isIsoDate(today) ? today : null;
  const date = now === null ? null : parseDateInput(until, now);
  const dateProblem = date === null || now === null || date < addDays(now, 1) ? 'A day to come, for example +7 or 5/12' : null;
  const reasonProblem = reason.trim().length < 3 ? 'Say why in a few words, for example “The client answers on Monday”' : null;
  const confirm = (): void => {
    setTried(true);
    if (date === null || dateProblem !== null || reasonProblem !== null) return;
    rememberReason(TOPIC, reason.trim());
    onSnooze(date, reason.trim());
  };
  return (
    <Ask {...rest} confirm="Snooze" onConfirm={confirm}>
      <TextInput
        label="Until"
        description={date === null || dateProblem !== null ? 'A date, or +7' : `${weekdayText(date)} ${dateText(date)}`}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
        error={isTried ? dateProblem : null}
        data-autofocus
      />
      <TextInput label="Reason" value={reason} onChange={(event) => setReason(event.currentTarget.value)} error={isTried ? reasonProblem : null} />
    </Ask>
  );
}
