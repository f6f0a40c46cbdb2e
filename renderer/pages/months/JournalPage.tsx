import { Badge, Button, Table, Tabs, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { type ApiError, call } from '../../api/client.ts';
import { useProcedure } from '../../api/hooks.ts';
import { proofOf, type SumPart, sumProof } from '../../api/proofs.ts';
import { DateText, Money } from '../../components/figures.tsx';
import { Page } from '../../components/Page.tsx';
import { Answer, Empty, ErrorPanel, Loading } from '../../components/states.tsx';
import { monthLong, plural } from '../../format/format.ts';
import { ACCOUNT_WORDS, humanize } from '../../format/words.ts';
import { usePeriod } from '../../shell/period.ts';
import { useSetSearch } from '../../shell/search.ts';

type Line = Output<'journal.entries'>['entries'][number]['lines'][number];
type Entry = Output<'journal.entries'>['entries'][number];

const accountWord = (account: string): string => ACCOUNT_WORDS[account] ?? humanize(account);

function entryProof(entry: Entry, side: 'debit' | 'credit', line: Line) {
  const paisa = side === 'debit' ? line.debitPaisa : line.creditPaisa;
  const parts: SumPart[] = entry.lines.map((one) => ({
    label: `${accountWord(one.account)}${one.partner === null ? '' : ` · ${one.partner}`}, ${one.debitPaisa === 0 ? 'credit' : 'debit'}`,
    paisa: one.debitPaisa === 0 ? one.creditPaisa : one.debitPaisa,
  }));
  return {
    key: `local:entry:${entry.id}:${line.account}:${line.partner ?? ''}:${side}`,
    title: `Entry ${entry.id}, ${accountWord(line.account)}`,
    load: sumProof('', entry.description, paisa, parts, `${humanize(entry.event)}, ${entry.reference}. Debits equal credits (3.8).`).load,
  };
}

function Side({ entry, line, side }: { readonly entry: Entry; readonly line: Line; readonly side: 'debit' | 'credit' }): ReactNode {
  const paisa = side === 'debit' ? line.debitPaisa : line.creditPaisa;
  return paisa === 0 ? null : <Money paisa={paisa} proof={entryProof(entry, side, line)} />;
}

function Entries({ month }: { readonly month: string }): ReactNode {
  const query = useInfiniteQuery<Output<'journal.entries'>, ApiError, { pages: Output<'journal.entries'>[] }, [string, object], number | undefined>({
    queryKey: ['journal.entries', { month }],
    queryFn: ({ pageParam }) => call('journal.entries', pageParam === undefined ? { month, limit: 100 } : { month, after: pageParam, limit: 100 }),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  if (query.error !== null) return <ErrorPanel error={query.error} retry={() => void query.refetch()} />;
  if (query.data === undefined) return <Loading rows={10} />;
  const entries = query.data.pages.flatMap((page) => page.entries);
  if (entries.length === 0)
    return <Empty kind="first" title={`No entry in ${monthLong(month)}`} description="Closing a month and paying a run post entries." />;
  return (
    <>
      <Table stickyHeader maw={1200}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={110}>Posted on</Table.Th>
            <Table.Th>Entry</Table.Th>
            <Table.Th w={120}>Partner</Table.Th>
            <Table.Th w={160} ta="right">
              Debit PKR
            </Table.Th>
            <Table.Th w={160} ta="right">
              Credit PKR
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        {entries.map((entry) => (
          <Table.Tbody key={entry.id}>
            <Table.Tr bg="var(--pd-surface)">
              <Table.Td>
                <DateText date={entry.postedOn} />
              </Table.Td>
              <Table.Td colSpan={4}>
                <Text span fw={600}>
                  {entry.description}
                </Text>{' '}
                <Badge size="xs" variant="default" radius="sm" tt="none" fw={500}>
                  {humanize(entry.event)}
                </Badge>{' '}
                <Text span c="dimmed" size="xs">
                  {entry.reference}
                </Text>
              </Table.Td>
            </Table.Tr>
            {entry.lines.map((line) => (
              <Table.Tr key={`${line.account} ${line.partner ?? ''} ${line.debitPaisa}`}>
                <Table.Td />
                <Table.Td pl={line.creditPaisa === 0 ? 12 : 36}>{accountWord(line.account)}</Table.Td>
                <Table.Td>
                  {line.partner === null ? (
                    ''
                  ) : (
                    <Link to="/partners/$partner" params={{ partner: line.partner }}>
                      {line.partner}
                    </Link>
                  )}
                </Table.Td>
                <Table.Td ta="right">
                  <Side entry={entry} line={line} side="debit" />
                </Table.Td>
                <Table.Td ta="right">
                  <Side entry={entry} line={line} side="credit" />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        ))}
      </Table>
      {query.hasNextPage && (
        <Button variant="default" mt="sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show more of {plural(query.data.pages[0]?.count ?? 0, 'entry', 'entries')}
        </Button>
      )}
    </>
  );
}

function TrialBalance({ month }: { readonly month: string }): ReactNode {
  const query = useProcedure('journal.trialBalance', { asOf: month }, { keep: true });
  return (
    <Answer query={query}>
      {(accounts) =>
        accounts.length === 0 ? (
          <Empty kind="first" title={`Nothing posted up to ${monthLong(month)}`} />
        ) : (
          <Table maw={720}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Account</Table.Th>
                <Table.Th ta="right">Debit PKR</Table.Th>
                <Table.Th ta="right">Credit PKR</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {accounts.map((row) => (
                <Table.Tr key={row.account}>
                  <Table.Td>{accountWord(row.account)}</Table.Td>
                  <Table.Td ta="right">
                    {row.debitPaisa === 0 ? null : (
                      <Money
                        paisa={row.debitPaisa}
                        proof={proofOf({ kind: 'account', account: row.account, asOf: month, side: 'debit' }, `${accountWord(row.account)}, debit`)}
                      />
                    )}
                  </Table.Td>
                  <Table.Td ta="right">
                    {row.creditPaisa === 0 ? null : (
                      <Money
                        paisa={row.creditPaisa}
                        proof={proofOf({ kind: 'account', account: row.account, asOf: month, side: 'credit' }, `${accountWord(row.account)}, credit`)}
                      />
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )
      }
    </Answer>
  );
}

export function JournalPage(): ReactNode {
  const { month } = usePeriod();
  const { tab = 'entries' } = useSearch({ from: '/journal' });
  const setSearch = useSetSearch<{ tab: 'entries' | 'balance' }>();
  if (month === null) return <Page title="Journal">{null}</Page>;
  return (
    <Page title="Journal" subtitle={tab === 'entries' ? `entries of ${monthLong(month)}` : `trial balance after ${monthLong(month)}`}>
      <Tabs value={tab} onChange={(next) => setSearch({ tab: next === 'balance' ? 'balance' : 'entries' })}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="entries">Entries</Tabs.Tab>
          <Tabs.Tab value="balance">Trial balance</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="entries">
          <Entries month={month} />
        </Tabs.Panel>
        <Tabs.Panel value="balance">
          <TrialBalance month={month} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
