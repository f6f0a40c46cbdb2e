import { Button, Checkbox, Group, Modal, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ReactNode } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { ROLES, type Role } from '../../../src/shared/vocab.ts';
import { useSeen } from '../../api/conflicts.ts';
import { useCommand, useProcedure } from '../../api/hooks.ts';
import { notice } from '../../components/Notice.tsx';
import { ErrorPanel } from '../../components/states.tsx';

export type User = Output<'users.list'>['rows'][number];

export const ROLE_WORDS: Readonly<Record<Role, { readonly word: string; readonly may: string }>> = {
  admin: { word: 'Administrator', may: 'sets terms, holidays and users' },
  partner_manager: { word: 'Partner manager', may: 'keeps partners and deals' },
  finance: { word: 'Finance', may: 'imports, reconciles, closes, proposes payouts' },
  finance_director: { word: 'Finance director', may: 'as finance, and approves' },
  case_handler: { word: 'Case handler', may: 'reads; decides cases' },
  auditor: { word: 'Auditor', may: 'reads and exports' },
};

interface Values {
  name: string;
  roles: string[];
  isActive: boolean;
  reason: string;
}

/** A person of the file: a new one, or other roles for a known one. */
export function UserForm({ user: opened, onClose }: { readonly user: User | null; readonly onClose: () => void }): ReactNode {
  const users = useProcedure('users.list', {});
  const user = useSeen(users.data?.rows.find((one) => one.name === opened?.name) ?? opened);
  const add = useCommand('users.add');
  const change = useCommand('users.change');
  const command = user === null ? add : change;
  const form = useForm<Values>({
    initialValues: { name: user?.name ?? '', roles: [...(user?.roles ?? [])], isActive: user?.isActive ?? true, reason: '' },
    validate: {
      name: (name) => (name.trim().length < 2 ? 'Write a name of at least two letters' : null),
      roles: (roles) => (roles.length === 0 ? 'Give at least one role' : null),
      reason: (reason) => (user !== null && reason.trim().length < 3 ? 'Say why in a few words' : null),
    },
  });
  const submit = form.onSubmit(async (values) => {
    const roles = ROLES.filter((role) => values.roles.includes(role));
    const answer =
      user === null
        ? await add.run({ name: values.name.trim(), roles })
        : await change.run({ name: user.name, version: user.version, roles, isActive: values.isActive, reason: values.reason.trim() });
    if (answer === null) return;
    notice(user === null ? `${answer.name} may act on this file.` : `${answer.name} is changed. Ctrl+Z takes it back.`);
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{user === null ? 'Add a person' : `Change ${user.name}`}</Text>} size={480}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {user === null && (
            <TextInput label="Name" description="As given with --as, and kept in the audit trail" data-autofocus {...form.getInputProps('name')} />
          )}
          <Checkbox.Group label="Roles" {...form.getInputProps('roles')}>
            <Stack gap={8} mt={6}>
              {ROLES.map((role) => (
                <Checkbox key={role} value={role} label={ROLE_WORDS[role].word} description={ROLE_WORDS[role].may} />
              ))}
            </Stack>
          </Checkbox.Group>
          {user !== null && <Switch label="May act on this file" {...form.getInputProps('isActive', { type: 'checkbox' })} />}
          {user !== null && <TextInput label="Reason" {...form.getInputProps('reason')} />}
          {command.error !== null && <ErrorPanel error={command.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button type="submit" loading={command.isRunning}>
              {user === null ? 'Add' : 'Save'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
