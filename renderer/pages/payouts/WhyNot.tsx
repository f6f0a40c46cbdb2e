import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMoneyWords } from '../../components/figures.tsx';
import { HOLD_WORDS } from '../../format/words.ts';
import classes from './Payouts.module.css';
import type { Item, Run } from './waterfall.tsx';

/** Why a payment does not go out, what ends that, and the screen where it is done. */
interface Cause {
  readonly why: string;
  readonly remedy: string;
  readonly link: ReactNode;
}

function PartnerLink({ item, word }: { readonly item: Item; readonly word: string }): ReactNode {
  return (
    <Anchor size="sm" renderRoot={(props) => <Link to="/partners/$partner" params={{ partner: item.partner }} search={{ tab: 'details' }} {...props} />}>
      {word}
    </Anchor>
  );
}

const BALANCES_LINK = (partner: string): ReactNode => (
  <Anchor size="sm" renderRoot={(props) => <Link to="/balances" search={{ peek: partner }} {...props} />}>
    See the balance
  </Anchor>
);

const TERMS_LINK = (
  <Anchor size="sm" renderRoot={(props) => <Link to="/terms" {...props} />}>
    Open the terms
  </Anchor>
);

function rolledCause(run: Run, item: Item, money: (paisa: number) => string): Cause {
  if (item.carriedPaisa < 0)
    return {
      why: `${money(item.carriedPaisa)} is carried on: more was clawed back than earned.`,
      remedy: 'It is set off against what the partner earns next, and never paid out (5.3).',
      link: BALANCES_LINK(item.partner),
    };
  if (item.carriedPaisa === 0) return { why: 'Nothing is owed.', remedy: 'Nothing to do.', link: BALANCES_LINK(item.partner) };
  return {
    why: `${money(item.carriedPaisa)} is less than the minimum payout of ${money(run.minimumPayoutPaisa)}.`,
    remedy: 'It rolls to the next quarter and is paid once the minimum is reached (6.2).',
    link: TERMS_LINK,
  };
}

function heldCause(item: Item, reason: NonNullable<Item['holdReason']>): Cause {
  const { word, remedy } = HOLD_WORDS[reason];
  const link = reason === 'tax_treatment_missing' ? TERMS_LINK : reason === 'compliance' ? null : <PartnerLink item={item} word="Open the partner’s details" />;
  return { why: item.note === null ? word : `${word}: ${item.note}`, remedy, link };
}

function causeOf(run: Run, item: Item, money: (paisa: number) => string): Cause | null {
  if (item.holdReason !== null) return heldCause(item, item.holdReason);
  if (item.state === 'rolled') return rolledCause(run, item, money);
  if (item.state !== 'failed') return null;
  return {
    why: `The bank returned it${item.note === null ? '' : `: ${item.note}`}.`,
    remedy: 'Check the account with the partner. As it is, it goes out again with “Mark as sent”; another account needs a hold and a release first (6.4).',
    link: <PartnerLink item={item} word="Open the partner’s details" />,
  };
}

/** Stands on every payment that is held, rolled over or returned. */
export function WhyNot({ run, item }: { readonly run: Run; readonly item: Item }): ReactNode {
  const money = useMoneyWords();
  const cause = causeOf(run, item, money);
  if (cause === null) return null;
  return (
    <section className={item.state === 'rolled' ? classes.quietCause : classes.hold} aria-label="Why not paid, and what to do">
      <Text size="sm" fw={600}>
        {cause.why}
      </Text>
      <Text size="sm">{cause.remedy}</Text>
      {cause.link}
    </section>
  );
}
