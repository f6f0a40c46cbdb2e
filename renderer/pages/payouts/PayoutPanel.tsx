import { Anchor, Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Input } from '../../../src/contract/index.ts';
import { useSeen } from '../../api/conflicts.ts';
import { useCommand } from '../../api/hooks.ts';
import { proofOf } from '../../api/proofs.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { Masked, Money, Rate } from '../../components/figures.tsx';
import { notice } from '../../components/Notice.tsx';
import { Ladder, Section, SidePanel } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { ReasonDialog } from '../../forms/ReasonDialog.tsx';
import classes from './Payouts.module.css';
import { WhyNot } from './WhyNot.tsx';
import { type Item, itemProof, type Run, STEPS } from './waterfall.tsx';

type HoldReason = Input<'payouts.hold'>['reason'];
type Act = 'hold' | 'release' | 'fail';

const HOLDS: readonly { value: HoldReason; label: string }[] = [
  { value: 'compliance', label: 'Compliance question' },
  { value: 'suspended', label: 'Partner suspended' },
];

const TITLES: Record<Act, string> = { hold: 'Hold the payment', release: 'Release the payment', fail: 'Returned by the bank' };

function actsFor(item: Item): readonly Act[] {
  if (item.state === 'held') return ['release'];
  if (item.state === 'proposed' || item.state === 'approved' || item.state === 'failed') return ['hold'];
  return item.state === 'sent' || item.state === 'paid' ? ['fail'] : [];
}

function useActs(run: Run, item: Item) {
  const hold = useCommand('payouts.hold');
  const release = useCommand('payouts.release');
  const fail = useCommand('payouts.fail');
  const [act, setAct] = useState<Act | null>(null);
  const [why, setWhy] = useState<HoldReason>('compliance');
  const { version } = useSeen(item, act !== null);
  const running = { hold, release, fail };
  const confirm = async (note: string): Promise<void> => {
    if (act === null) return;
    const base = { quarter: run.quarter, partner: item.partner, version, note };
    const answer = act === 'hold' ? await hold.run({ ...base, reason: why }) : act === 'release' ? await release.run(base) : await fail.run(base);
    if (answer === null) return;
    setAct(null);
    notice(`${TITLES[act]}: ${item.name}`);
  };
  const close = (): void => {
    if (act !== null) running[act].reset();
    setAct(null);
  };
  return { act, setAct, why, setWhy, confirm, close, command: act === null ? null : running[act] };
}

function Standing({ item, quarter }: { readonly item: Item; readonly quarter: string }): ReactNode {
  return (
    <Ladder
      rows={[
        { label: 'State', value: <StatusBadge area="payout" status={item.state} /> },
        { label: 'Tax standing', value: <StatusBadge area="standing" status={item.standing ?? 'none'} /> },
        {
          label: 'Withholding rate',
          note: item.withholdingReference ?? '',
          value:
            item.withholdingRateBps === null ? (
              <Text c="dimmed">none in force</Text>
            ) : (
              <Rate
                bps={item.withholdingRateBps}
                proof={proofOf({ kind: 'withholdingRate', quarter, partner: item.partner }, `Withholding rate of ${item.name}`)}
              />
            ),
        },
        { label: 'Account', value: <Masked text={item.ibanMasked} /> },
      ]}
    />
  );
}

/** One partner of the run: how the net comes about, what stands in its way and what ends it. */
export function PayoutPanel({ run, item, onClose }: { readonly run: Run; readonly item: Item; readonly onClose: () => void }): ReactNode {
  const acts = useActs(run, item);
  const possible = actsFor(item);
  useCommandHandlers({ 'payouts.hold': () => acts.setAct(possible.includes('release') ? 'release' : possible.includes('hold') ? 'hold' : null) });
  return (
    <SidePanel
      title={item.name}
      subtitle={
        <Anchor size="xs" renderRoot={(props) => <Link to="/partners/$partner" params={{ partner: item.partner }} {...props} />}>
          {item.partner}
        </Anchor>
      }
      onClose={onClose}
    >
      <Stack gap="md">
        <WhyNot run={run} item={item} />
        <Ladder
          rows={STEPS.map((step) => ({
            label: step.sign === '' ? step.word : `${step.sign} ${step.word}`,
            strong: step.isSum === true,
            value: <Money paisa={item[step.figure]} proof={itemProof(run.quarter, item, step.figure, step.word)} />,
          }))}
        />
        {item.warnings.length > 0 && (
          <div>
            {item.warnings.map((warning) => (
              <div key={warning} className={classes.warning}>
                <IconAlertTriangle size={15} aria-hidden />
                <span>{warning}</span>
              </div>
            ))}
          </div>
        )}
        <Section title="Payment">
          <Standing item={item} quarter={run.quarter} />
        </Section>
        {run.state !== 'none' && possible.length > 0 && (
          <Group gap="xs">
            {possible.map((act) => (
              <Button key={act} variant="default" onClick={() => acts.setAct(act)} title={act === 'fail' ? undefined : 'H'}>
                {TITLES[act]}
              </Button>
            ))}
          </Group>
        )}
      </Stack>
      <ReasonDialog
        opened={acts.act !== null}
        title={acts.act === null ? '' : `${TITLES[acts.act]}: ${item.name}`}
        note={
          acts.act === 'hold' ? (
            <Select
              label="Cause"
              data={HOLDS.map((hold) => ({ ...hold }))}
              value={acts.why}
              allowDeselect={false}
              onChange={(value) => acts.setWhy(HOLDS.find((hold) => hold.value === value)?.value ?? 'compliance')}
            />
          ) : undefined
        }
        topic={`payout.${acts.act ?? ''}`}
        confirmLabel={acts.act === null ? 'Keep' : TITLES[acts.act]}
        isRunning={acts.command?.isRunning ?? false}
        error={acts.command?.error ?? null}
        onConfirm={(note) => void acts.confirm(note)}
        onClose={acts.close}
      />
    </SidePanel>
  );
}
