import { Anchor, Badge, Button, Table, Tabs, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { isQuarter } from '../../../src/shared/calendar.ts';
import type { AccrualKind } from '../../../src/shared/vocab.ts';

import { type ApiError, call } from '../../api/client.ts';
import { useProcedure } from '../../api/hooks.ts';
import { proofOf } from '../../api/proofs.ts';
import { DateText, Money } from '../../components/figures.tsx';
import { Page } from '../../components/Page.tsx';
import { Answer, Empty, ErrorPanel, Loading } from '../../components/states.tsx';
import { monthLong, plural } from '../../format/format.ts';
import { ACCOUNT_WORDS, humanize } from '../../format/words.ts';
import { usePeriod } from '../../shell/period.ts';
import { useSetSearch } from '../../shell/search.ts';
import { PostingMap } from './PostingMap.tsx';

type Line = Output<'journal.entries'>['entries'][number]['lines'][number];
type Entry = Output<'journal.entries'>['entries'][number];

/** The kind of line that a close's event is made of; an accrual is of several. */
const POSTED_KINDS: Readonly<Record<string, AccrualKind | undefined>> = { accrual: undefined, clawback: 'clawback', adjustment: 'adjustment' };

const accountWord = (account: string): string => ACCOUNT_WORDS[account] ?? humanize(account);

function Side({ entry, line, side }: { readonly entry: Entry; readonly line: Line; readonly side: 'debit' | 'credit' }): ReactNode {
  const paisa = side === 'debit' ? line.debitPaisa : line.creditPaisa;
  return paisa === 0 ? null : (
    <Money paisa={paisa} proof={proofOf({ kind: 'entry', entry: entry.id, account: line.account }, `Entry ${entry.id}, ${accountWord(line.account)}`)} />
  );
}

/** Where an entry comes from: the posted lines of a close, or the payment. */
function EntrySource({ entry, month }: { readonly entry: Entry; readonly month: string }): ReactNode {
  const kind = POSTED_KINDS[entry.event];
  const [quarter = '', partner] = entry.reference.split(' ');
  if (entry.partner !== null && entry.event in POSTED_KINDS)
    return (
      <Anchor size="xs" renderRoot={(props) => <Link to="/ledger" search={{ month, span: 'month', partner: entry.partner ?? undefined, kind }} {...props} />}>
        posted lines
      </Anchor>
    );
  if (isQuarter(quarter) && partner !== undefined)
    return (
      <Anchor size="xs" renderRoot={(props) => <Link to="/payouts" search={{ quarter, peek: partner }} {...props} />}>
        payment of {quarter}
      </Anchor>
    );
  return (
    <Text span c="dimmed" size="xs">
      {entry.reference}
    </Text>
  );
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
                <EntrySource entry={entry} month={month} />
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

const TABS = ['entries', 'balance', 'map'] as const;
type Tab = (typeof TABS)[number];

const SUBTITLES: Record<Tab, (month: string, asOf: string) => string> = {
  entries: (month) => `entries of ${monthLong(month)}`,
  balance: (_, asOf) => `trial balance after ${monthLong(asOf)}`,
  map: () => 'which event posts to which accounts',
};

export function JournalPage(): ReactNode {
  const { month, asOf } = usePeriod();
  const { tab = 'entries' } = useSearch({ from: '/journal' });
  const setSearch = useSetSearch<{ tab: Tab }>();
  if (month === null || asOf === null) return <Page title="Journal">{null}</Page>;
  return (
    <Page title="Journal" subtitle={SUBTITLES[tab](month, asOf)}>
      <Tabs value={tab} onChange={(next) => setSearch({ tab: TABS.find((one) => one === next) ?? 'entries' })}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="entries">Entries</Tabs.Tab>
          <Tabs.Tab value="balance">Trial balance</Tabs.Tab>
          <Tabs.Tab value="map">Posting map</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="entries">
          <Entries month={month} />
        </Tabs.Panel>
        <Tabs.Panel value="balance">
          <TrialBalance month={asOf} />
        </Tabs.Panel>
        <Tabs.Panel value="map">
          <PostingMap />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
