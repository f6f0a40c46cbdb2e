import { Button, Group, Tabs, Text } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { useList, useProcedure } from '../../api/hooks.ts';
import { proofOf } from '../../api/proofs.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { Count, DateText, Money, Rate } from '../../components/figures.tsx';
import { totalsLabel } from '../../components/grid-types.ts';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { Facts, Page } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Empty, ErrorPanel, Loading } from '../../components/states.tsx';
import { dateText, monthText } from '../../format/format.ts';
import { PARTNER_KIND_WORDS, RATE_SOURCE_WORDS } from '../../format/words.ts';
import { PARTNER_TABS } from '../../route-words.ts';
import { useSetSearch } from '../../shell/search.ts';
import { useBalanceMonth, useToday } from '../../shell/today.ts';
import { dealColumns } from '../deals/columns.tsx';
import { NegotiateForm, PartnerForm } from './PartnerForm.tsx';
import { BalancesTab, DetailsTab, PayoutsTab, TermsTab, TierTab } from './PartnerTabs.tsx';
import type { PartnerRecord } from './TierPath.tsx';

type TabName = (typeof PARTNER_TABS)[number];

const TAB_WORDS: Record<TabName, string> = {
  tier: 'Tier path',
  deals: 'Deals',
  balances: 'Balances',
  payouts: 'Payouts',
  terms: 'Terms and tax',
  details: 'Details',
};

function RecordFacts({ record }: { readonly record: PartnerRecord }): ReactNode {
  const today = useToday();
  const asOf = useBalanceMonth();
  const next = record.nextTierAt === null ? 'highest tier' : `of ${record.nextTierAt} for the next tier`;
  return (
    <Facts
      facts={[
        {
          label: asOf === null ? 'Balance PKR' : `Balance after ${monthText(asOf)}, PKR`,
          value: (
            <Money
              paisa={record.payablePaisa}
              size="large"
              proof={asOf === null ? null : proofOf({ kind: 'balance', partner: record.partner, asOf }, `Balance of ${record.name}`)}
            />
          ),
        },
        {
          label: 'Tier',
          value:
            record.tier === null ? (
              '–'
            ) : (
              <StatusBadge area="tier" status={record.tier} more={record.tierSince === null ? null : `Since ${dateText(record.tierSince)}.`} />
            ),
        },
        {
          label: 'Referrals this year',
          value: (
            <>
              <Count
                value={record.count}
                proof={today === null ? null : proofOf({ kind: 'count', partner: record.partner, on: today }, `Credited referrals of ${record.name}`)}
              />
              <Text span c="dimmed">
                {next}
              </Text>
            </>
          ),
        },
        {
          label: 'Rate for a new deal',
          value:
            record.rateBps === null ? (
              '–'
            ) : (
              <>
                <Rate
                  bps={record.rateBps}
                  proof={today === null ? null : proofOf({ kind: 'partnerRate', partner: record.partner, on: today }, `Rate of a new deal of ${record.name}`)}
                />
                <Text span c="dimmed">
                  {record.rateSource === null ? '' : RATE_SOURCE_WORDS[record.rateSource]}
                </Text>
              </>
            ),
        },
        { label: 'Tax standing', value: <StatusBadge area="standing" status={record.standing ?? 'none'} /> },
        { label: 'Bank details', value: <StatusBadge area="bank" status={record.bank} /> },
        { label: 'Joined', value: <DateText date={record.joinedOn} /> },
      ]}
    />
  );
}

function DealsTab({ partner }: { readonly partner: string }): ReactNode {
  const navigate = useNavigate();
  const list = useList('deals.list', { filter: { partner }, sort: { by: 'signedOn', direction: 'desc' } });
  const columns = useMemo(() => dealColumns(list.totals, { partner }).filter((column) => column.id !== 'partner'), [list.totals, partner]);
  return (
    <div style={{ display: 'flex', height: 'calc(100vh - 300px)', minHeight: 280 }}>
      <LedgerGrid
        label={`Deals of ${partner}`}
        columns={columns}
        rows={list.rows}
        rowId={(row) => row.deal}
        count={list.count}
        totalsLabel={totalsLabel(list.count, 'deal', '')}
        hasMore={list.hasMore}
        onLoadMore={list.loadMore}
        isLoading={list.isLoading}
        error={list.error}
        onRetry={list.retry}
        onOpen={(row) => void navigate({ to: '/deals/$deal', params: { deal: row.deal } })}
        empty={<Empty kind="first" title="No deal is registered for this partner" />}
      />
    </div>
  );
}

function TabBody({ tab, record }: { readonly tab: TabName; readonly record: PartnerRecord }): ReactNode {
  switch (tab) {
    case 'tier':
      return <TierTab record={record} />;
    case 'deals':
      return <DealsTab partner={record.partner} />;
    case 'balances':
      return <BalancesTab record={record} />;
    case 'payouts':
      return <PayoutsTab record={record} />;
    case 'terms':
      return <TermsTab record={record} />;
    case 'details':
      return <DetailsTab record={record} />;
  }
}

function PartnerActions({ record }: { readonly record: PartnerRecord }): ReactNode {
  const [form, setForm] = useState<'change' | 'negotiate' | null>(null);
  const today = useToday();
  useCommandHandlers({ 'partner.change': () => setForm('change'), 'partner.negotiate': () => setForm('negotiate') });
  const close = (): void => setForm(null);
  return (
    <>
      <Button variant="default" title="E" onClick={() => setForm('change')}>
        Change
      </Button>
      <Button variant="default" onClick={() => setForm('negotiate')}>
        Negotiated terms
      </Button>
      {form === 'change' && today !== null && <PartnerForm record={record} today={today} onClose={close} />}
      {form === 'negotiate' && today !== null && <NegotiateForm record={record} today={today} onClose={close} />}
    </>
  );
}

export function PartnerPage(): ReactNode {
  const { partner } = useParams({ from: '/partners/$partner' });
  const { tab = 'tier' } = useSearch({ from: '/partners/$partner' });
  const setSearch = useSetSearch<{ tab: TabName }>();
  const query = useProcedure('partners.get', { partner });
  const record = query.data;
  if (record === undefined)
    return (
      <Page title={partner}>
        {query.error === null ? (
          <Loading />
        ) : (
          <ErrorPanel
            error={query.error}
            retry={() => void query.refetch()}
            title={query.error.code === 'NOT_FOUND' ? `There is no partner ${partner}` : 'Refused'}
          />
        )}
      </Page>
    );
  return (
    <Page
      title={record.name}
      subtitle={
        <Group gap={8} component="span">
          {record.partner} · {PARTNER_KIND_WORDS[record.kind]}
          {record.city === null ? '' : ` · ${record.city}`} <StatusBadge area="partner" status={record.status} />
        </Group>
      }
      actions={<PartnerActions record={record} />}
    >
      <RecordFacts record={record} />
      <Tabs mt="md" value={tab} onChange={(next) => setSearch({ tab: PARTNER_TABS.find((one) => one === next) })}>
        <Tabs.List mb="sm">
          {PARTNER_TABS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {TAB_WORDS[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {PARTNER_TABS.map((one) => (
          <Tabs.Panel key={one} value={one}>
            <TabBody tab={one} record={record} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}
