import { Tooltip } from '@mantine/core';
import {
  type Icon,
  IconAlertTriangle,
  IconArrowForwardUp,
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconCircleDot,
  IconClock,
  IconHandStop,
  IconHexagonFilled,
  IconHourglass,
  IconLock,
  IconMinus,
  IconPlayerPlay,
  IconRotate2,
  IconSend,
  IconX,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { humanize } from '../format/words.ts';
import classes from './StatusBadge.module.css';

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'info';

export interface StatusMeaning {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: Icon;
  /** Why it stands so, and what is next. */
  readonly why: string;
}

const m = (word: string, tone: Tone, icon: Icon, why: string): StatusMeaning => ({ word, tone, icon, why });

/** Every status word of the product with its colour, sign and meaning: one table, so that a word never means two things. */
export const STATUSES: Record<string, Record<string, StatusMeaning>> = {
  reconciliation: {
    matched: m('Matched', 'good', IconCheck, 'Billed as expected, within the tolerance of the terms.'),
    exception: m('Exception', 'bad', IconAlertTriangle, 'A line or the completion breaks rule 3.5. Decide it under Exceptions.'),
    unexpected: m('Unexpected', 'warn', IconAlertTriangle, 'Billed, but nothing was expected in this month.'),
    missing: m('Missing', 'warn', IconCircleDashed, 'Expected, but no billing line came.'),
    under_billed: m('Under-billed', 'warn', IconAlertTriangle, 'Billed less than expected.'),
    over_billed: m('Over-billed', 'warn', IconAlertTriangle, 'Billed more than expected.'),
  },
  deal: {
    running: m('Running', 'neutral', IconPlayerPlay, 'Within its term.'),
    beyond_term: m('Beyond term', 'info', IconArrowForwardUp, 'The term is over, the client is still billed: commission goes on (3.3).'),
    completed: m('Completed', 'good', IconCheck, 'Delivered; the fixed price accrues in the month of completion.'),
    cancelled: m('Cancelled', 'neutral', IconBan, 'Ended. Nothing accrues for later months.'),
    clawed_back: m('Clawed back', 'bad', IconRotate2, 'All commission of the deal is reversed (5.1, 5.2).'),
    voided: m('Voided', 'neutral', IconX, 'Registered by mistake; does not count.'),
  },
  partner: {
    applicant: m('Applicant', 'info', IconHourglass, 'Not approved yet.'),
    active: m('Active', 'good', IconCheck, 'Earns and is paid.'),
    suspended: m('Suspended', 'warn', IconHandStop, 'Commission accrues; payments are held.'),
    terminated: m('Terminated', 'neutral', IconBan, 'The agreement ended; a last positive balance is paid whatever its size.'),
  },
  tier: {
    bronze: m('Bronze', 'neutral', IconHexagonFilled, '0 to 5 credited referrals a calendar year.'),
    silver: m('Silver', 'neutral', IconHexagonFilled, '6 to 15 credited referrals a calendar year.'),
    gold: m('Gold', 'neutral', IconHexagonFilled, '16 to 29 credited referrals a calendar year.'),
    platinum: m('Platinum', 'neutral', IconHexagonFilled, '30 or more credited referrals a calendar year.'),
  },
  payout: {
    rolled: m('Rolls over', 'neutral', IconArrowForwardUp, 'Below the minimum payout, or nothing due: carried to the next quarter.'),
    proposed: m('Proposed', 'info', IconCircleDot, 'Worked out; waits for approval.'),
    held: m('Held', 'warn', IconHandStop, 'Not paid until its cause is gone.'),
    approved: m('Approved', 'info', IconLock, 'Fixed; waits to be sent to the bank.'),
    sent: m('Sent', 'info', IconSend, 'With the bank; waits for its confirmation.'),
    paid: m('Paid', 'good', IconCheck, 'The bank has confirmed it.'),
    failed: m('Returned', 'bad', IconX, 'The bank returned it; it can be sent again.'),
    none: m('Not proposed', 'neutral', IconCircleDashed, 'No run yet: the figures are what it would be.'),
  },
  standing: {
    filer: m('Filer', 'neutral', IconCheck, 'On the active taxpayers list.'),
    non_filer: m('Non-filer', 'warn', IconAlertTriangle, 'Not on the active taxpayers list: the higher rate is withheld.'),
    exempt: m('Exempt', 'info', IconCheck, 'Holds an exemption certificate.'),
    non_resident: m('Non-resident', 'info', IconCircleDot, 'Needs an agreed treatment before it can be paid.'),
    none: m('None recorded', 'warn', IconAlertTriangle, 'No standing on file: treated as a non-filer.'),
  },
  bank: {
    ok: m('Complete', 'good', IconCheck, 'Account title and a valid IBAN are on file.'),
    missing: m('Missing', 'warn', IconCircleDashed, 'No IBAN: payments will be held.'),
    invalid: m('Invalid', 'bad', IconAlertTriangle, 'The IBAN does not check: payments will be held.'),
  },
  month: {
    closed: m('Closed', 'good', IconLock, 'Posted and frozen.'),
    next: m('Next to close', 'info', IconCircleDot, 'The earliest open month.'),
    open: m('Open', 'neutral', IconCircleDashed, 'Closes after the months before it.'),
  },
  check: {
    ok: m('Holds', 'good', IconCheck, 'Recomputed and found equal.'),
    failed: m('Broken', 'bad', IconX, 'What is stored differs from what follows from its sources.'),
  },
  backup: {
    checked: m('Checked', 'good', IconCheck, 'Read back whole before it got its name.'),
    unchecked: m('As it was', 'neutral', IconCircleDashed, 'Put aside as it stood; it is read whole before it is restored.'),
  },
  seal: {
    whole: m('Whole', 'good', IconCheck, 'Every row was hashed again: none is missing, added or changed.'),
    broken: m('Broken', 'bad', IconX, 'A row is missing or was changed after it was written.'),
  },
  audit: {
    ok: m('Done', 'good', IconCheck, 'Committed.'),
    done: m('Done', 'good', IconCheck, 'Committed.'),
    refused: m('Refused', 'warn', IconBan, 'Nothing was changed.'),
    dry_run: m('Dry run', 'neutral', IconCircleDashed, 'Checked only; nothing was changed.'),
  },
  work: {
    open: m('Open', 'warn', IconClock, 'Waits for a reason.'),
    explained: m('Explained', 'good', IconCheck, 'Worked: a reason is kept.'),
    corrected: m('Corrected', 'good', IconCheck, 'Worked: mended by a billing correction.'),
    escalated: m('Escalated', 'info', IconArrowForwardUp, 'Worked: handed on, with the reason.'),
    accept: m('Accepted', 'good', IconCheck, 'It accrues, with a reason.'),
    leave_out: m('Left out', 'neutral', IconMinus, 'It does not accrue, with a reason.'),
  },
  terms: {
    in_force: m('In force', 'good', IconCheck, 'Holds today.'),
    later: m('To come', 'info', IconClock, 'Holds from its date on.'),
    earlier: m('Earlier', 'neutral', IconLock, 'Still holds for the dates of its time.'),
    drafted: m('Draft', 'warn', IconCircleDashed, 'Waits for approval; nothing is changed yet.'),
    approved: m('Approved', 'info', IconCircleDot, 'Waits to be activated; nothing is changed yet.'),
    activated: m('Activated', 'good', IconCheck, 'It is a version of the terms.'),
    withdrawn: m('Withdrawn', 'neutral', IconBan, 'Given up; kept on record.'),
  },
  queue: {
    overdue: m('Overdue', 'bad', IconAlertTriangle, 'Its day has passed.'),
    due: m('Due', 'warn', IconClock, 'Its day is within a week.'),
    waiting: m('Waiting', 'neutral', IconCircleDashed, 'There is time, or no day is set.'),
    snoozed: m('Snoozed', 'neutral', IconHourglass, 'Put off; its clock runs on.'),
  },
  example: {
    holds: m('Holds', 'good', IconCheck, 'These terms give what the programme states.'),
    differs: m('Differs', 'bad', IconAlertTriangle, 'These terms give something else than the programme states.'),
  },
};

export function statusMeaning(area: string, status: string): StatusMeaning {
  return STATUSES[area]?.[status] ?? m(humanize(status), 'neutral', IconCircleDot, '');
}

export interface StatusBadgeProps {
  readonly area: keyof typeof STATUSES;
  readonly status: string;
  /** What this very case adds to the general meaning. */
  readonly more?: string | null | undefined;
}

/** A word with its sign and colour; hovering or focusing says why and what is next. */
export function StatusBadge({ area, status, more }: StatusBadgeProps): ReactNode {
  const meaning = statusMeaning(area, status);
  const SignIcon = meaning.icon;
  const why = [more, meaning.why].filter((text) => text !== undefined && text !== null && text !== '').join(' ');
  const badge = (
    <span className={classes.badge} data-tone={meaning.tone} data-tier={area === 'tier' ? status : undefined}>
      <SignIcon size={14} stroke={2} aria-hidden />
      <span className={classes.word}>{meaning.word}</span>
    </span>
  );
  return why === '' ? badge : <Tooltip label={why}>{badge}</Tooltip>;
}
