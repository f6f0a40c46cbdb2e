import { Anchor, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useProcedure } from '../../api/hooks.ts';
import { proofOf } from '../../api/proofs.ts';
import { Count, DateText, Masked, Money, Rate } from '../../components/figures.tsx';
import { Ladder, Section, SidePanel } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Answer } from '../../components/states.tsx';
import { PARTNER_KIND_WORDS, RATE_SOURCE_WORDS } from '../../format/words.ts';
import { useBalanceMonth, useToday } from '../../shell/today.ts';
import { TierPath } from './TierPath.tsx';

export function PartnerPeek({ partner, onClose }: { readonly partner: string; readonly onClose: () => void }): ReactNode {
  const query = useProcedure('partners.get', { partner }, { keep: true });
  const today = useToday();
  const asOf = useBalanceMonth();
  const name = query.data?.name ?? partner;
  return (
    <SidePanel
      title={name}
      subtitle={
        <Anchor size="xs" renderRoot={(props) => <Link to="/partners/$partner" params={{ partner }} {...props} />}>
          Open {partner}
        </Anchor>
      }
      onClose={onClose}
    >
      <Answer query={query}>
        {(record) => (
          <Stack gap="md">
            <Ladder
              rows={[
                { label: 'Tier', value: record.tier === null ? '–' : <StatusBadge area="tier" status={record.tier} /> },
                {
                  label: 'Rate',
                  value:
                    record.rateBps === null ? (
                      '–'
                    ) : (
                      <>
                        <Rate
                          bps={record.rateBps}
                          proof={today === null ? null : proofOf({ kind: 'partnerRate', partner, on: today }, `Rate of a new deal of ${name}`)}
                        />
                        {record.rateSource === null ? '' : `, ${RATE_SOURCE_WORDS[record.rateSource]}`}
                      </>
                    ),
                },
                {
                  label: 'Referrals this year',
                  value: (
                    <Count
                      value={record.count}
                      proof={today === null ? null : proofOf({ kind: 'count', partner, on: today }, `Credited referrals of ${name}`)}
                    />
                  ),
                },
                {
                  label: 'Balance PKR',
                  strong: true,
                  value: <Money paisa={record.payablePaisa} proof={asOf === null ? null : proofOf({ kind: 'balance', partner, asOf }, `Balance of ${name}`)} />,
                },
                { label: 'Kind', value: PARTNER_KIND_WORDS[record.kind] },
                { label: 'Joined', value: <DateText date={record.joinedOn} /> },
                { label: 'Account manager', value: record.accountManager ?? '–' },
                { label: 'Tax standing', value: <StatusBadge area="standing" status={record.standing ?? 'none'} /> },
                { label: 'Account', value: <Masked text={record.ibanMasked} /> },
              ]}
            />
            <Section title="Tier path">
              <TierPath partner={record} />
            </Section>
          </Stack>
        )}
      </Answer>
    </SidePanel>
  );
}
