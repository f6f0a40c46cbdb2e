import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import type { ApiError } from '../api/client.ts';
import { ErrorPanel } from './states.tsx';

export interface ConfirmProps {
  readonly opened: boolean;
  readonly title: string;
  /** What will be true afterwards, with the numbers. */
  readonly consequences: ReactNode;
  readonly confirmLabel: string;
  /** To be typed first, for what cannot be taken back. */
  readonly typed?: string;
  readonly isDanger?: boolean;
  readonly isRunning?: boolean;
  readonly error?: ApiError | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before what cannot be undone: names the consequences, and the safe answer has the focus. */
export function ConfirmDialog(props: ConfirmProps): ReactNode {
  const [text, setText] = useState('');
  useEffect(() => {
    if (!props.opened) setText('');
  }, [props.opened]);
  const isReady = props.typed === undefined || text.trim() === props.typed;
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={<Text fw={600}>{props.title}</Text>} size={480}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && props.isRunning !== true) props.onConfirm();
        }}
      >
        <Stack gap="sm">
          {props.consequences}
          {props.typed !== undefined && (
            <TextInput
              label={`Type ${props.typed} to confirm`}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              autoComplete="off"
              data-autofocus
            />
          )}
          {props.error !== null && props.error !== undefined && <ErrorPanel error={props.error} />}
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={props.onClose} {...(props.typed === undefined ? { 'data-autofocus': true } : {})}>
              Leave it
            </Button>
            <Button type="submit" disabled={!isReady} loading={props.isRunning === true} {...(props.isDanger === true ? { color: 'red' } : {})}>
              {props.confirmLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
