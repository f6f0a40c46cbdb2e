import { Button, Group, Modal, Stack, Text, Textarea, UnstyledButton } from '@mantine/core';
import { schemaResolver, useForm } from '@mantine/form';
import { type ReactNode, useEffect } from 'react';
import { z } from 'zod';
import type { ApiError } from '../api/client.ts';
import { ErrorPanel } from '../components/states.tsx';
import classes from './forms.module.css';
import { recentReasons, rememberReason } from './recent-reasons.ts';

/** As the contract asks it (values.ts, `reason`). */
export const reasonSchema = z.object({
  reason: z.string().trim().min(3, 'Say why in a few words, for example “Client moved the start to October”').max(2000, 'At most 2,000 characters'),
});

export interface ReasonDialogProps {
  readonly opened: boolean;
  readonly title: string;
  readonly note?: ReactNode;
  /** Which list of recent reasons to offer. */
  readonly topic: string;
  readonly confirmLabel: string;
  readonly isRunning?: boolean;
  readonly isDanger?: boolean;
  readonly error?: ApiError | null;
  readonly onConfirm: (reason: string) => void;
  readonly onClose: () => void;
}

/** Every decision carries a reason; the ones given before are one click away. */
export function ReasonDialog(props: ReasonDialogProps): ReactNode {
  const form = useForm({ initialValues: { reason: '' }, validate: schemaResolver(reasonSchema, { sync: true }), validateInputOnBlur: true });
  const { opened } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: emptied when it opens, not when the form object changes
  useEffect(() => {
    if (opened) form.reset();
  }, [opened]);
  const confirm = form.onSubmit(({ reason }) => {
    if (props.isRunning === true) return;
    rememberReason(props.topic, reason.trim());
    props.onConfirm(reason.trim());
  });
  return (
    <Modal opened={opened} onClose={props.onClose} title={<Text fw={600}>{props.title}</Text>} size={480}>
      <form onSubmit={confirm}>
        <Stack gap="sm">
          {props.note !== undefined && <div>{props.note}</div>}
          <Textarea
            label="Reason"
            rows={3}
            resize="vertical"
            data-autofocus
            {...form.getInputProps('reason')}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
                event.preventDefault();
                event.currentTarget.form?.requestSubmit();
              }
            }}
          />
          {recentReasons(props.topic).length > 0 && (
            <Group gap={6}>
              {recentReasons(props.topic).map((reason) => (
                <UnstyledButton key={reason} className={classes.chip} onClick={() => form.setFieldValue('reason', reason)} title={reason}>
                  {reason}
                </UnstyledButton>
              ))}
            </Group>
          )}
          {props.error !== null && props.error !== undefined && <ErrorPanel error={props.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={props.onClose}>
              Leave it
            </Button>
            <Button type="submit" loading={props.isRunning === true} {...(props.isDanger === true ? { color: 'red' } : {})} title="Ctrl+Enter">
              {props.confirmLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
