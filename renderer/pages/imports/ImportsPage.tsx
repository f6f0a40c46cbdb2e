import { Button, Group, Stack, Stepper, Tabs, Text } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useCommandHandlers } from '../../commands/keys.ts';
import { CommandButton } from '../../components/Keys.tsx';
import { Page } from '../../components/Page.tsx';
import { ErrorPanel } from '../../components/states.tsx';
import { plural } from '../../format/format.ts';
import { useSetSearch } from '../../shell/search.ts';
import { BatchView } from './BatchView.tsx';
import { CheckStep, Counts, Running, Verdict } from './CheckStep.tsx';
import { ChooseStep } from './ChooseStep.tsx';
import { History } from './History.tsx';
import classes from './Imports.module.css';
import { LeaveOutDialog } from './LeaveOutDialog.tsx';
import { MapStep } from './MapStep.tsx';
import { type Step, useWizard } from './useWizard.ts';

type Wizard = ReturnType<typeof useWizard>;

const NEXT_WORDS = ['Check', 'Check', 'Take everything', 'Import more'] as const;

function whyNotNext(wizard: Wizard): string | null {
  if (wizard.files.length === 0) return 'Choose a file first';
  if (wizard.check.isRunning || wizard.commit.isRunning) return 'Still running';
  if (wizard.step === 1 && wizard.needs) return 'Say what each file holds, and which column is which';
  if (wizard.step === 2 && wizard.shown === null) return 'The check has not been answered';
  if (wizard.step === 2 && !wizard.isMended && (wizard.shown?.errorCount ?? 0) > 0)
    return 'Correct the wrong cells or leave the bad rows out; nothing is taken while a row is wrong';
  return null;
}

function nextWord({ step, needs, isMended, shown }: Wizard): string {
  if (step === 0 && needs) return 'Map columns';
  if (step !== 2) return NEXT_WORDS[step];
  if (isMended) return 'Check again';
  return shown?.files.some((file) => file.leftOut > 0) === true ? 'Take the good rows' : NEXT_WORDS[step];
}

function Taken({ wizard }: { readonly wizard: Wizard }): ReactNode {
  if (wizard.taken === null) return null;
  return (
    <Stack gap="sm" maw={760}>
      <Verdict report={wizard.taken} />
      <Counts counts={wizard.taken.counts} />
      <Group gap="xs">
        <Button variant="default" renderRoot={(props) => <Link to="/reconcile" search={{ open: true }} {...props} />}>
          Reconcile
        </Button>
        <Button variant="default" renderRoot={(props) => <Link to="/close" {...props} />}>
          Close
        </Button>
      </Group>
    </Stack>
  );
}

function StepBody({ wizard }: { readonly wizard: Wizard }): ReactNode {
  const { step, check, commit, shown } = wizard;
  if (step === 0)
    return (
      <div className={classes.body}>
        <ChooseStep files={wizard.files} onAdd={(files) => void wizard.add(files)} onRemove={wizard.remove} />
      </div>
    );
  if (step === 1)
    return (
      <div className={classes.body}>
        <MapStep files={wizard.files} onChange={wizard.change} />
      </div>
    );
  if (step === 3)
    return (
      <div className={classes.body}>
        <Taken wizard={wizard} />
      </div>
    );
  if (check.isRunning) return <Running progress={check.progress} word="Checking every row" onCancel={check.cancel} />;
  if (commit.isRunning) return <Running progress={commit.progress} word="Taking the rows" onCancel={commit.cancel} />;
  const failed = commit.error ?? check.error;
  if (shown === null)
    return (
      <div className={classes.body}>
        <ErrorPanel error={failed} retry={() => void wizard.runCheck()} />
      </div>
    );
  return (
    <div className={classes.fill}>
      {commit.error !== null && commit.error.code !== 'IMPORT_REFUSED' && <ErrorPanel error={commit.error} retry={wizard.next} />}
      <CheckStep report={shown} badRows={wizard.badRows} canLeaveOut={wizard.outRows.length > 0} mending={wizard.mending} onMend={wizard.setMending} />
    </div>
  );
}

function WizardView({ wizard }: { readonly wizard: Wizard }): ReactNode {
  return (
    <>
      <Stepper
        active={wizard.step}
        size="xs"
        className={classes.steps}
        onStepClick={(step) => wizard.step < 3 && step < wizard.step && wizard.setStep(step as Step)}
        iconSize={24}
      >
        <Stepper.Step label="Choose" />
        <Stepper.Step label="Map" />
        <Stepper.Step label="Check" />
        <Stepper.Step label="Taken" />
      </Stepper>
      <StepBody wizard={wizard} />
    </>
  );
}

export function ImportsPage(): ReactNode {
  const wizard = useWizard();
  const { tab = 'wizard', batch } = useSearch({ from: '/imports' });
  const setSearch = useSetSearch<{ tab: 'history' | undefined; batch: number | undefined }>();
  const [isLeavingOut, setLeavingOut] = useState(false);
  useCommandHandlers({ 'imports.next': wizard.next, 'imports.leaveOut': () => wizard.step === 2 && wizard.outRows.length > 0 && setLeavingOut(true) });
  const footer = (
    <>
      <Text c="dimmed" style={{ flex: 1 }}>
        {wizard.files.length === 0 ? 'One import is one transaction over all its files' : plural(wizard.files.length, 'file')}
      </Text>
      {wizard.step > 0 && wizard.step < 3 && (
        <Button variant="default" onClick={() => wizard.setStep(wizard.step === 2 && wizard.needs ? 1 : 0)}>
          Back
        </Button>
      )}
      {wizard.step === 0 && wizard.files.length > 0 && !wizard.needs && (
        <Button variant="default" onClick={() => wizard.setStep(1)}>
          Map columns or dates
        </Button>
      )}
      <CommandButton command="imports.next" disabledReason={whyNotNext(wizard)}>
        {nextWord(wizard)}
      </CommandButton>
    </>
  );
  return (
    <Page
      title="Import"
      subtitle="everything is taken, or nothing"
      fills
      footer={tab === 'wizard' ? footer : undefined}
      toolbar={
        <Tabs value={tab} onChange={(next) => setSearch({ tab: next === 'history' ? 'history' : undefined, batch: undefined })} style={{ flex: 1 }}>
          <Tabs.List>
            <Tabs.Tab value="wizard">Import files</Tabs.Tab>
            <Tabs.Tab value="history">History</Tabs.Tab>
          </Tabs.List>
        </Tabs>
      }
    >
      <LeaveOutDialog
        rows={wizard.outRows}
        opened={isLeavingOut}
        onConfirm={() => {
          setLeavingOut(false);
          wizard.leaveOut();
        }}
        onClose={() => setLeavingOut(false)}
      />
      {tab === 'wizard' && <WizardView wizard={wizard} />}
      {tab === 'history' && batch === undefined && <History onOpen={(id) => setSearch({ batch: id })} />}
      {tab === 'history' && batch !== undefined && <BatchView id={batch} onBack={() => setSearch({ batch: undefined })} />}
    </Page>
  );
}
