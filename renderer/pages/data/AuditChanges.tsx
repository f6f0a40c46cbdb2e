import { Code, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { rateWords, Stated, useMoneyWords } from '../../components/figures.tsx';
import { dateText, plural } from '../../format/format.ts';
import { humanize } from '../../format/words.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const MOST = 40;

/** `grossPaisa` → `Gross`; the unit shows in the value. */
function fieldWord(key: string): string {
  const words = key.replace(/(?:Paisa|Bps)$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return humanize(words);
}

function useValueText(): (key: string, value: unknown) => string {
  const money = useMoneyWords();
  return (key, value) => {
    if (value === null || value === undefined || value === '') return '–';
    if (typeof value === 'number' && key.endsWith('Paisa')) return money(value);
    if (typeof value === 'number' && key.endsWith('Bps')) return rateWords(value);
    if (typeof value === 'boolean') return value ? 'yes' : 'no';
    if (typeof value === 'string') return dateText(value);
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  };
}

/** What stood there and what stands there, field by field. */
function BeforeAfter({ before, after }: { readonly before: Fields; readonly after: Fields }): ReactNode {
  const text = useValueText();
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return (
    <Table layout="fixed" fz="xs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="32%">Field</Table.Th>
          <Table.Th>Before</Table.Th>
          <Table.Th>After</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {keys.map((key) => (
          <Table.Tr key={key} style={{ verticalAlign: 'top', overflowWrap: 'anywhere' }}>
            <Table.Th scope="row" style={{ whiteSpace: 'normal' }}>
              {fieldWord(key)}
            </Table.Th>
            <Table.Td c="dimmed">
              <Stated>{text(key, before[key])}</Stated>
            </Table.Td>
            <Table.Td>
              <Stated>{text(key, after[key])}</Stated>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

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
