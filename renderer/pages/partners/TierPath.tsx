import { Button, Text, Timeline } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconHourglass, IconLogin, IconRotateClockwise, IconSignature } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import type { TierReason } from '../../../src/shared/vocab.ts';
import { proofOf } from '../../api/proofs.ts';
import { Count, DateText } from '../../components/figures.tsx';
import { statusMeaning } from '../../components/StatusBadge.tsx';
import { dateText } from '../../format/format.ts';
import { newestFirst } from '../../format/order.ts';
import { TIER_REASON_WORDS } from '../../format/words.ts';
import classes from './Partners.module.css';

export type PartnerRecord = Output<'partners.get'>;
type Step = PartnerRecord['tierPath'][number];

const ICONS: Record<TierReason, typeof IconArrowUp> = {
  opening: IconLogin,
  promotion: IconArrowUp,
  drop: IconArrowDown,
  negotiated: IconSignature,
  grace_begun: IconHourglass,
  grace_recovered: IconRotateClockwise,
};
const SHOWN_REFERRALS = 8;

function word(tier: string): string {
  return statusMeaning('tier', tier).word;
}

function title(step: Step): string {
  if (step.from === null) return `${word(step.to)} from the start`;
  if (step.from === step.to) return `${TIER_REASON_WORDS[step.reason]}, still ${word(step.to)}`;
  return `${TIER_REASON_WORDS[step.reason]}: ${word(step.from)} to ${word(step.to)}`;
}

function Referrals({ step }: { readonly step: Step }): ReactNode {
  const [all, setAll] = useState(false);
  const shown = all ? step.referrals : step.referrals.slice(0, SHOWN_REFERRALS);
  if (step.referrals.length === 0) return null;
  return (
    <div className={classes.referrals}>
      {shown.map((deal) => (
        <a key={deal} href={`#/deals/${encodeURIComponent(deal)}`} className={classes.referral}>
          {deal}
        </a>
      ))}
      {step.referrals.length > shown.length && (
        <Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>
          {`and ${step.referrals.length - shown.length} more`}
        </Button>
      )}
    </div>
  );
}

/** Every change of the tier held, newest first, with the referrals that made it so. */
export function TierPath({ partner }: { readonly partner: PartnerRecord }): ReactNode {
  const steps = newestFirst(partner.tierPath, (step) => step.date);
  return (
    <>
      {partner.inGraceUntil !== null && (
        <Text c="var(--pd-warn)" mb="xs">
          In grace until {dateText(partner.inGraceUntil)}: without recovery the tier drops the day after.
        </Text>
      )}
      <Timeline bulletSize={24} lineWidth={1} active={steps.length} className={classes.path ?? ''}>
        {steps.map((step) => {
          const StepIcon = ICONS[step.reason];
          return (
            <Timeline.Item key={`${step.date} ${step.reason} ${step.to}`} bullet={<StepIcon size={13} aria-hidden />} title={title(step)}>
              <Text c="dimmed" component="div">
                <DateText date={step.date} /> ·{' '}
                <Count
                  value={step.count}
                  label={`referrals counted on ${step.date}`}
                  proof={proofOf(
                    { kind: 'tierChange', partner: partner.partner, on: step.date, to: step.to },
                    `Tier of ${partner.name} on ${dateText(step.date)}`,
                  )}
                />{' '}
                counted that year
              </Text>
              <Referrals step={step} />
            </Timeline.Item>
          );
        })}
      </Timeline>
    </>
  );
}
