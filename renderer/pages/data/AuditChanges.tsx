import { Code, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { BeforeAfter, fieldWord, useValueText } from '../../components/BeforeAfter.tsx';
import { plural } from '../../format/format.ts';
import { humanize } from '../../format/words.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const MOST = 40;

function FieldList({ fields }: { readonly fields: Fields }): ReactNode {
  const text = useValueText();
  const entries = Object.entries(fields);
  if (entries.length === 0) return null;
  return (
    <Table layout="fixed" fz="xs">
      <Table.Tbody>
        {entries.map(([key, value]) => (
          <Table.Tr key={key} style={{ verticalAlign: 'top', overflowWrap: 'anywhere' }}>
            <Table.Th scope="row" w="32%" style={{ whiteSpace: 'normal' }}>
              {fieldWord(key)}
            </Table.Th>
            <Table.Td>{isFields(value) ? <FieldList fields={value} /> : <span>{text(key, value)}</span>}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Change({ change }: { readonly change: unknown }): ReactNode {
  if (!isFields(change)) return <Code block>{JSON.stringify(change)}</Code>;
  const { what, before, after, ...rest } = change;
  return (
    <section>
      <Text fw={600}>{typeof what === 'string' ? humanize(what) : 'Change'}</Text>
      <FieldList fields={rest} />
      {isFields(before) && isFields(after) && <BeforeAfter before={before} after={after} />}
      {before !== undefined && !(isFields(before) && isFields(after)) && <BeforeAfter before={{ value: before }} after={{ value: after }} />}
    </section>
  );
}

/** What a command changed, in words a reader of the trail can check. */
export function AuditChanges({ changes }: { readonly changes: unknown }): ReactNode {
  const list: readonly unknown[] = Array.isArray(changes) ? changes : [changes];
  if (list.length === 0) return <Text c="dimmed">Nothing was changed.</Text>;
  return (
    <Stack gap="md">
      {list.slice(0, MOST).map((change) => (
        <Change key={JSON.stringify(change)} change={change} />
      ))}
      {list.length > MOST && <Text c="dimmed">and {plural(list.length - MOST, 'more', 'more')}</Text>}
    </Stack>
  );
}
