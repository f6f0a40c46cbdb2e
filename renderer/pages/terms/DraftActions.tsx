import { Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useSeen } from '../../api/conflicts.ts';
import { useCommand } from '../../api/hooks.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { useMoneyWords } from '../../components/figures.tsx';
import { CommandButton } from '../../components/Keys.tsx';
import { notice } from '../../components/Notice.tsx';
import { dateText, plural } from '../../format/format.ts';
import { ReasonDialog } from '../../forms/ReasonDialog.tsx';
import type { Draft } from './TermsPage.tsx';
import { changesNothing, type Impact, useImpact } from './useImpact.ts';

type Asking = 'approve' | 'activate' | 'withdraw';

function useDraftCommands() {
  const approve = useCommand('terms.approve');
  const activate = useCommand('terms.activate');
  const withdraw = useCommand('terms.withdraw');
  return { approve, activate, withdraw };
}

const disabledReason = (draft: Draft | undefined, name: Draft['actions'][number]['name']): string | null =>
  draft?.actions.find((action) => action.name === name)?.disabledReason ?? null;

/** What can be done with the draft on the screen, and which question is open. */
export function useDraftActs(draft: Draft | undefined) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const commands = useDraftCommands();
  const navigate = useNavigate();
  const step: Asking = draft?.state === 'approved' ? 'activate' : 'approve';
  const ask = (what: Asking): void => {
    if (draft !== undefined && disabledReason(draft, what) === null) setAsking(what);
  };
  return {
    asking,
    commands,
    step,
    primary: () => ask(step),
    withdraw: () => ask('withdraw'),
    change: () => draft !== undefined && disabledReason(draft, 'change') === null && void navigate({ to: '/terms/draft', search: { draft: draft.id } }),
    leave: () => {
      for (const command of Object.values(commands)) command.reset();
      setAsking(null);
    },
    openVersion: (version: number) => void navigate({ to: '/terms', search: { version } }),
  };
}

type Acts = ReturnType<typeof useDraftActs>;

/** The figures of the impact in sentences, for whoever is about to decide. */
export function ImpactWords({ impact }: { readonly impact: Impact }): ReactNode {
  const money = useMoneyWords();
  if (changesNothing(impact)) return <Text>Nothing changes for what is known today.</Text>;
  const { tiers, lines, clawbacks, payouts } = impact;
  return (
    <>
      {tiers.length > 0 && <Text>{plural(tiers.length, 'partner')} will stand in or move to another tier, or have another grace.</Text>}
      {lines.count > 0 && (
        <Text>
          {plural(lines.count, 'line')} of the open months will post {money(lines.afterPaisa)} instead of {money(lines.beforePaisa)}.
        </Text>
      )}
      {clawbacks.length > 0 && <Text>{plural(clawbacks.length, 'cancellation')} will be judged otherwise.</Text>}
      {payouts.items.length > 0 && (
        <Text>
          {plural(payouts.items.length, 'payment')} not approved yet will be {money(payouts.afterPaisa)} net instead of {money(payouts.beforePaisa)}.
        </Text>
      )}
    </>
  );
}

function ActivationWords({ draft, impact }: { readonly draft: Draft; readonly impact: Impact | undefined }): ReactNode {
  const count = Object.keys(draft.changes).length;
  return (
    <Stack gap={4}>
      <Text>
        From {dateText(draft.effectiveFrom)} on, {plural(count, 'policy is', 'policies are')} other than before.
      </Text>
      {impact !== undefined && <ImpactWords impact={impact} />}
      <Text>A version is never edited or removed; going back is another version.</Text>
    </Stack>
  );
}

function Questions({ draft: current, acts }: { readonly draft: Draft; readonly acts: Acts }): ReactNode {
  const draft = useSeen(current, acts.asking !== null);
  const { impact } = useImpact({ ...draft.changes, effectiveFrom: draft.effectiveFrom });
  const { approve, activate, withdraw } = acts.commands;
  const key = { id: draft.id, version: draft.version };
  const from = dateText(draft.effectiveFrom);
  const done = (message: string): void => {
    acts.leave();
    notice(message);
  };
  const onApprove = async (): Promise<void> => {
    if ((await approve.run(key)) !== null) done(`The draft from ${from} is approved. It changes nothing until it is activated.`);
  };
  const onActivate = async (): Promise<void> => {
    const answer = await activate.run(key);
    if (answer === null) return;
    done(`The terms from ${from} are activated.`);
    acts.openVersion(answer.termsVersionId);
  };
  const onWithdraw = async (reason: string): Promise<void> => {
    if ((await withdraw.run({ ...key, reason })) !== null) done(`The draft from ${from} is withdrawn.`);
  };
  const changed = plural(Object.keys(draft.changes).length, 'policy', 'policies');
  return (
    <>
      <ConfirmDialog
        opened={acts.asking === 'approve'}
        title={`Approve the draft from ${from}`}
        confirmLabel="Approve"
        isRunning={approve.isRunning}
        error={approve.error}
        onConfirm={() => void onApprove()}
        onClose={acts.leave}
        consequences={
          <Stack gap={4}>
            <Text>
              Says that {changed} may change from {from} as drafted by {draft.draftedBy}. Nothing changes until it is activated; a changed draft needs a new
              approval.
            </Text>
            {impact !== undefined && <ImpactWords impact={impact} />}
          </Stack>
        }
      />
      <ConfirmDialog
        opened={acts.asking === 'activate'}
        title={`Activate the terms from ${from}`}
        confirmLabel="Activate"
        typed={draft.effectiveFrom}
        isRunning={activate.isRunning}
        error={activate.error}
        onConfirm={() => void onActivate()}
        onClose={acts.leave}
        consequences={<ActivationWords draft={draft} impact={impact} />}
      />
      <ReasonDialog
        opened={acts.asking === 'withdraw'}
        title={`Withdraw the draft from ${from}`}
        topic="terms.withdraw"
        confirmLabel="Withdraw"
        isRunning={withdraw.isRunning}
        error={withdraw.error}
        onConfirm={(reason) => void onWithdraw(reason)}
        onClose={acts.leave}
      />
    </>
  );
}

/** The decision at the bottom of a draft: give up and change apart, the next step bottom-right. */
export function DraftActions({ draft, acts }: { readonly draft: Draft; readonly acts: Acts }): ReactNode {
  return (
    <>
      <CommandButton command="terms.withdraw" variant="subtle" color="red" disabledReason={disabledReason(draft, 'withdraw')}>
        Withdraw
      </CommandButton>
      <Text c="dimmed" size="xs" style={{ flex: 1 }} truncate>
        {draft.state === 'drafted' ? 'Drafted, to be approved' : 'Approved, to be activated'}
      </Text>
      <CommandButton command="terms.change" variant="default" disabledReason={disabledReason(draft, 'change')}>
        Change
      </CommandButton>
      <CommandButton command="terms.primary" disabledReason={disabledReason(draft, acts.step)}>
        {acts.step === 'approve' ? 'Approve' : 'Activate'}
      </CommandButton>
      <Questions draft={draft} acts={acts} />
    </>
  );
}
