import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { dateText } from '../format/format.ts';
import { humanize } from '../format/words.ts';
import { rateWords, Stated, useMoneyWords } from './figures.tsx';

type Fields = Readonly<Record<string, unknown>>;

/** `grossPaisa` → `Gross`; the unit shows in the value. */
export function fieldWord(key: string): string {
  const words = key.replace(/(?:Paisa|Bps)$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return humanize(words);
}

export function useValueText(): (key: string, value: unknown) => string {
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
export function BeforeAfter({ before, after }: { readonly before: Fields; readonly after: Fields }): ReactNode {
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
