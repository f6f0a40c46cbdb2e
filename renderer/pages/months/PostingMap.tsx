import { Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { useProcedure } from '../../api/hooks.ts';
import { Section } from '../../components/Page.tsx';
import { Answer } from '../../components/states.tsx';
import { humanize } from '../../format/words.ts';

type PostingMapOf = Output<'journal.map'>;

function Events({ map }: { readonly map: PostingMapOf }): ReactNode {
  const words = (accounts: readonly string[]): string =>
    accounts
      .map((account) => map.accounts.find((one) => one.account === account))
      .map((one) => `${one?.number} ${one?.name}`)
      .join(', ');
  return (
    <Table maw={1080}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Event</Table.Th>
          <Table.Th>Posted when</Table.Th>
          <Table.Th>Debit</Table.Th>
          <Table.Th>Credit</Table.Th>
          <Table.Th>Negative</Table.Th>
          <Table.Th>Rule</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {map.postings.map((posting) => (
          <Table.Tr key={posting.event}>
            <Table.Td fw={600}>{humanize(posting.event)}</Table.Td>
            <Table.Td>{posting.when}</Table.Td>
            <Table.Td>{words(posting.debit)}</Table.Td>
            <Table.Td>{words(posting.credit)}</Table.Td>
            <Table.Td>{posting.negative ?? '–'}</Table.Td>
            <Table.Td>{posting.rule}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** What the accounting system needs to know before it takes the journal in (3.8). */
export function PostingMap(): ReactNode {
  const query = useProcedure('journal.map', {});
  return (
    <Answer query={query}>
      {(map) => (
        <Stack gap="md">
          <Events map={map} />
          <Section title="Accounts">
            <Table maw={520}>
              <Table.Tbody>
                {map.accounts.map((account) => (
                  <Table.Tr key={account.account}>
                    <Table.Td w={80}>{account.number}</Table.Td>
                    <Table.Td>{account.name}</Table.Td>
                    <Table.Td>
                      <Text c="dimmed" size="xs">
                        {account.account}
                      </Text>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Section>
        </Stack>
      )}
    </Answer>
  );
}
