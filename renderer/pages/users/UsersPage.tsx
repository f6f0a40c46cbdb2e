import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useProcedure } from '../../api/hooks.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import type { GridColumn } from '../../components/grid-types.ts';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { Page } from '../../components/Page.tsx';
import { Empty } from '../../components/states.tsx';
import { plural } from '../../format/format.ts';
import { ROLE_WORDS, type User, UserForm } from './UserForm.tsx';

const COLUMNS: readonly GridColumn<User>[] = [
  { id: 'name', header: 'Name', width: 200, grow: 80, isRowHeader: true, sortValue: (user) => user.name, cell: (user) => user.name },
  { id: 'roles', header: 'Roles', width: 320, grow: 200, cell: (user) => user.roles.map((role) => ROLE_WORDS[role].word).join(', ') },
  { id: 'active', header: 'May act', width: 100, grow: 0, sortValue: (user) => (user.isActive ? 0 : 1), cell: (user) => (user.isActive ? 'yes' : 'no') },
];

/** Who may act on this file, and as what. */
export function UsersPage(): ReactNode {
  const query = useProcedure('users.list', {});
  const [form, setForm] = useState<User | 'new' | null>(null);
  useCommandHandlers({ 'users.add': () => setForm('new') });
  const isSolo = query.data?.mode === 'solo';
  return (
    <Page
      title="People"
      subtitle={
        query.data === undefined ? undefined : isSolo ? 'solo mode: one operator holds every right' : plural(query.data.rows.length, 'person', 'people')
      }
      fills
      actions={
        <Button title="N" onClick={() => setForm('new')}>
          Add a person
        </Button>
      }
    >
      {form !== null && <UserForm user={form === 'new' ? null : form} onClose={() => setForm(null)} />}
      <LedgerGrid
        label="People"
        columns={COLUMNS}
        rows={query.data?.rows ?? []}
        rowId={(user) => user.name}
        isLoading={query.isLoading}
        error={query.error}
        onRetry={() => void query.refetch()}
        onOpen={setForm}
        empty={
          <Empty
            kind="first"
            title="One operator, no sign-in"
            description="This file is in solo mode: whoever opens it holds every right. A file made with init --mode team knows people, roles, and that nobody approves what they proposed."
          />
        }
      />
    </Page>
  );
}
