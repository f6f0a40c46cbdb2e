import { Anchor, Group, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { useProcedure } from '../../api/hooks.ts';
import { proofOf } from '../../api/proofs.ts';
import { DateText, Money, Rate } from '../../components/figures.tsx';
import { Facts, Page, Section } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { ErrorPanel, Loading } from '../../components/states.tsx';
import { plural } from '../../format/format.ts';
import { CONTRACT_WORDS, humanize, RATE_SOURCE_WORDS } from '../../format/words.ts';
import { useToday } from '../../shell/today.ts';
import { dealProof } from './columns.tsx';
import { DealActions } from './DealActions.tsx';
import classes from './Deals.module.css';
import { AccrualsTable, LinesTable } from './DealTables.tsx';
import { MonthStrip } from './MonthStrip.tsx';

type Deal = Output<'deals.get'>;

const CANCEL_WORDS = { client: 'by the client', fraud: 'for fraud', other: 'otherwise' } as const;

function DealFacts({ record }: { readonly record: Deal }): ReactNode {
  const today = useToday();
  const isSafe = today !== null && today > record.clawbackUntil;
  const term = record.durationMonths === null ? 'open-ended' : plural(record.durationMonths, 'month');
  return (
    <Facts
      facts={[
        { label: 'Accrued PKR', value: <Money paisa={record.accruedPaisa} size="large" proof={dealProof(record.deal, 'accruedPaisa')} /> },
        { label: 'Billed PKR', value: <Money paisa={record.billedPaisa} size="large" proof={dealProof(record.deal, 'billedPaisa')} /> },
        { label: 'Contract value PKR', value: <Money paisa={record.contractValuePaisa} proof={dealProof(record.deal, 'contractValuePaisa')} /> },
        ...(record.expectedMonthlyPaisa === null
          ? []
          : [
              {
                label: 'Expected a month PKR',
                value: (
                  <Money
                    paisa={record.expectedMonthlyPaisa}
                    proof={proofOf({ kind: 'dealTotal', deal: record.deal, figure: 'expectedMonthlyPaisa' }, `Expected monthly billing of ${record.deal}`)}
                  />
                ),
              },
            ]),
        {
          label: 'Rate',
          value: (
            <>
              <Rate bps={record.rateBps} proof={proofOf({ kind: 'rate', deal: record.deal }, `Rate of ${record.deal}`)} />
              <Text span c="dimmed">
                {RATE_SOURCE_WORDS[record.rateSource]}
              </Text>
            </>
          ),
        },
        { label: 'Tier at registration', value: <StatusBadge area="tier" status={record.tier} /> },
        { label: 'Signed', value: <DateText date={record.signedOn} /> },
        {
          label: 'Starts, runs',
          value: (
            <>
              <DateText date={record.startOn} />
              <Text span c="dimmed">
                {term}
              </Text>
            </>
          ),
        },
        {
          label: 'Clawback possible until',
          value: (
            <>
              <DateText date={record.clawbackUntil} />
              <Text span c="dimmed">
                {today === null ? '' : isSafe ? 'past' : 'still running'}
              </Text>
            </>
          ),
        },
        ...(record.completedOn === null ? [] : [{ label: 'Completed', value: <DateText date={record.completedOn} /> }]),
        ...(record.cancelledOn === null
          ? []
          : [{ label: `Cancelled ${record.cancelReason === null ? '' : CANCEL_WORDS[record.cancelReason]}`, value: <DateText date={record.cancelledOn} /> }]),
        ...(record.voidedOn === null
          ? []
          : [
              { label: 'Voided', value: <DateText date={record.voidedOn} /> },
              { label: 'Why', value: record.voidReason ?? '–' },
            ]),
        ...(record.ownRateReason === null ? [] : [{ label: 'Why a rate of its own', value: record.ownRateReason }]),
        { label: 'Registered from', value: record.source === null ? 'this application' : `${record.source.file}, row ${record.source.row}` },
      ]}
    />
  );
}

export function DealPage(): ReactNode {
  const { deal } = useParams({ from: '/deals/$deal' });
  const query = useProcedure('deals.get', { deal });
  const record = query.data;
  if (record === undefined)
    return (
      <Page title={deal}>
        {query.error === null ? (
          <Loading />
        ) : (
          <ErrorPanel
            error={query.error}
            retry={() => void query.refetch()}
            title={query.error.code === 'NOT_FOUND' ? `There is no deal ${deal}` : humanize(query.error.code.toLowerCase())}
          />
        )}
      </Page>
    );
  return (
    <Page
      title={record.client}
      subtitle={
        <Group gap={8} component="span">
          {record.deal} · {CONTRACT_WORDS[record.contractType]} ·{' '}
          <Anchor renderRoot={(props) => <Link to="/partners/$partner" params={{ partner: record.partner }} {...props} />}>{record.partnerName}</Anchor>
          <StatusBadge area="deal" status={record.status} />
        </Group>
      }
      actions={<DealActions record={record} />}
    >
      <DealFacts record={record} />
      {record.strip.length > 0 && (
        <Section title="Expected and billed" note={plural(record.strip.length, 'month')}>
          <MonthStrip key={record.deal} deal={record.deal} strip={record.strip} />
        </Section>
      )}
      <div className={classes.columns}>
        <Section title="Billing lines" note={plural(record.lines.length, 'line')}>
          <LinesTable record={record} />
        </Section>
        <Section title="Postings" note={plural(record.accruals.length, 'line')}>
          <AccrualsTable record={record} />
        </Section>
      </div>
    </Page>
  );
}
