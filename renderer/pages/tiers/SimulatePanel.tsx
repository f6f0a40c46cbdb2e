import { NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import type { ProofNode } from '../../../src/contract/proof.ts';
import { type IsoDate, isoDate } from '../../../src/shared/calendar.ts';
import { useProcedure } from '../../api/hooks.ts';
import { type ProofRequest, proofOf, rehearsedProof } from '../../api/proofs.ts';
import { Count, Money, Rate, Tally } from '../../components/figures.tsx';
import { SidePanel } from '../../components/Page.tsx';
import { StatusBadge, statusMeaning } from '../../components/StatusBadge.tsx';
import { ErrorPanel, Loading } from '../../components/states.tsx';
import { dateText } from '../../format/format.ts';
import { TIER_REASON_WORDS } from '../../format/words.ts';
import { parseDateInput } from '../../forms/date-input.ts';
import type { BoardRow } from './lenses.ts';
import classes from './Tiers.module.css';

type Answer = Output<'tiers.simulate'>;
type Standing = Answer['before'];

function nextText(next: Standing['next']): string {
  if (next === null) return 'nothing';
  return `${dateText(next.date)} ${next.reason === 'grace_begun' ? TIER_REASON_WORDS[next.reason] : `${TIER_REASON_WORDS[next.reason]} to ${statusMeaning('tier', next.to).word}`}`;
}

const whatIf = (title: string, value: ProofNode['value']): ProofRequest =>
  rehearsedProof(
    `what-if:${title}:${JSON.stringify(value)}`,
    title,
    value,
    'With the deals of the what-if counted as if they were signed; nothing is written.',
    '1.3',
  );

/** Now beside then, one line a figure. */
function Comparison({ answer, partner }: { readonly answer: Answer; readonly partner: string }): ReactNode {
  const proof = proofOf({ kind: 'count', partner, on: answer.on }, `Credited referrals of ${partner} to ${dateText(answer.on)}`);
  const lines: readonly { readonly label: string; readonly of: (standing: Standing, isNow: boolean) => ReactNode }[] = [
    { label: 'Tier', of: (standing) => <StatusBadge area="tier" status={standing.tier} /> },
    { label: 'Referrals', of: (standing, isNow) => <Count value={standing.count} proof={isNow ? proof : whatIf('Referrals', { count: standing.count })} /> },
    {
      label: 'Rate of a new deal',
      of: (standing, isNow) => (
        <Rate
          bps={standing.rateBps}
          proof={
            isNow ? proofOf({ kind: 'partnerRate', partner, on: answer.on }, 'Rate of a new deal') : whatIf('Rate of a new deal', { bps: standing.rateBps })
          }
        />
      ),
    },
    {
      label: 'Fund a year, PKR',
      of: (standing) => (
        <Money paisa={standing.coopPaisa} proof={proofOf({ kind: 'tierTerms', tier: standing.tier, on: answer.on, figure: 'coopPaisa' }, 'Fund a year')} />
      ),
    },
    { label: 'In grace until', of: (standing) => (standing.inGraceUntil === null ? '–' : dateText(standing.inGraceUntil)) },
    { label: 'Then comes', of: (standing) => nextText(standing.next) },
  ];
  return (
    <table className={classes.compare}>
      <thead>
        <tr>
          <th scope="col">
            <span className={classes.hidden}>What</span>
          </th>
          <th scope="col">Now</th>
          <th scope="col">Then</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.label}>
            <th scope="row">{line.label}</th>
            <td>{line.of(answer.before, true)}</td>
            <td>{line.of(answer.after, false)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What if this partner registers so many more deals on a day; nothing is written. */
export function SimulatePanel({ row, today, onClose }: { readonly row: BoardRow; readonly today: IsoDate; readonly onClose: () => void }): ReactNode {
  const [referrals, setReferrals] = useState<number>(row.toNext === null || row.toNext === 0 ? 1 : Math.min(200, row.toNext));
  const [text, setText] = useState('');
  const on = text.trim() === '' ? today : parseDateInput(text, today);
  const [asked] = useDebouncedValue({ referrals, on }, 200);
  const query = useProcedure(
    'tiers.simulate',
    { partner: row.partner, referrals: asked.referrals, on: asked.on ?? isoDate(today) },
    { enabled: asked.on !== null && asked.referrals >= 1, keep: true },
  );
  return (
    <SidePanel title={row.name} subtitle={`${row.partner} · what if`} onClose={onClose}>
      <Stack gap="md">
        <NumberInput
          label="Registers so many more deals"
          min={1}
          max={200}
          value={referrals}
          onChange={(value) => setReferrals(typeof value === 'number' ? value : 1)}
          data-autofocus
        />
        <TextInput
          label="On"
          placeholder={dateText(today)}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={on === null ? 'Write a date, day first, for example 5/3, today or +7' : null}
          description={on === null ? undefined : dateText(on)}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
        />
        {query.error !== null && <ErrorPanel error={query.error} />}
        {query.data === undefined ? query.error === null && <Loading /> : <Comparison answer={query.data} partner={row.partner} />}
        {query.data?.steps.map((step) => (
          <Text key={`${step.referral} ${step.reason}`} size="sm">
            Deal <Tally value={step.referral} /> of them: {TIER_REASON_WORDS[step.reason].toLowerCase()}
            {step.reason === 'promotion' ? ` to ${statusMeaning('tier', step.to).word}, at its rate already` : ''} (1.3, 1.4)
          </Text>
        ))}
        <Text size="xs" c="dimmed">
          Worked out on the facts as they are recorded. Rates of deals registered before do not change (1.3); nothing is written.
        </Text>
      </Stack>
    </SidePanel>
  );
}
