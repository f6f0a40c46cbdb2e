import { Button, Group, Stack, Stepper, Table, Tabs, Text } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useProcedure } from '../../api/hooks.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { InstantText, Tally } from '../../components/figures.tsx';
import { CommandButton } from '../../components/Keys.tsx';
import { Page } from '../../components/Page.tsx';
import { Answer, Empty, ErrorPanel } from '../../components/states.tsx';
import { bytesText, plural } from '../../format/format.ts';
import { IMPORT_WORDS } from '../../format/words.ts';
import { useSetSearch } from '../../shell/search.ts';
import { CheckStep, Counts, Running, Verdict } from './CheckStep.tsx';
import { ChooseStep } from './ChooseStep.tsx';
import classes from './Imports.module.css';
import { MapStep } from './MapStep.tsx';
import { type Step, useWizard } from './useWizard.ts';

type Wizard = ReturnType<typeof useWizard>;

const NEXT_WORDS = ['Check', 'Check', 'Take everything', 'Import more'] as const;

function whyNotNext(wizard: Wizard): string | null {
  if (wizard.files.length === 0) return 'Choose a file first';
  if (wizard.check.isRunning || wizard.commit.isRunning) return 'Still running';
  if (wizard.step === 1 && wizard.needs) return 'Say what each file holds, and which column is which';
  if (wizard.step === 2 && wizard.shown === null) return 'The check has not been answered';
  if (wizard.step === 2 && (wizard.shown?.errorCount ?? 0) > 0) return 'Nothing is taken while a row is wrong';
  return null;
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
      <CheckStep report={shown} />
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

function History(): ReactNode {
  const query = useProcedure('imports.list', {});
  return (
    <div className={classes.body}>
      <Answer query={query}>
        {(imports) =>
          imports.length === 0 ? (
            <Empty kind="first" title="Nothing imported yet" />
          ) : (
            <Table maw={1200}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th w={150}>When</Table.Th>
                  <Table.Th w={120}>Who</Table.Th>
                  <Table.Th>Files</Table.Th>
                  <Table.Th>Took</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {imports.map((one) => (
                  <Table.Tr key={one.id} style={{ verticalAlign: 'top' }}>
                    <Table.Td>
                      <InstantText at={one.importedAt} />
                    </Table.Td>
                    <Table.Td>{one.actor}</Table.Td>
                    <Table.Td>
                      {one.files.map((file) => (
                        <div key={file.sha256} title={`SHA-256 ${file.sha256}`}>
                          {file.name}{' '}
                          <Text span size="xs" c="dimmed">
                            {bytesText(file.bytes)}
                          </Text>
                        </div>
                      ))}
                    </Table.Td>
                    <Table.Td>
                      {Object.entries(one.counts).map(([kind, of]) => (
                        <div key={kind}>
                          {IMPORT_WORDS[kind as keyof typeof IMPORT_WORDS]}: <Tally value={of.new} /> new, <Tally value={of.changed} /> changed,{' '}
                          <Tally value={of.unchanged} /> unchanged
                        </div>
                      ))}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </Answer>
    </div>
  );
}

export function ImportsPage(): ReactNode {
  const wizard = useWizard();
  const { tab = 'wizard' } = useSearch({ from: '/imports' });
  const setSearch = useSetSearch<{ tab: 'history' | undefined }>();
  useCommandHandlers({ 'imports.next': wizard.next });
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
        {wizard.step === 0 && wizard.needs ? 'Map columns' : NEXT_WORDS[wizard.step]}
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
        <Tabs value={tab} onChange={(next) => setSearch({ tab: next === 'history' ? 'history' : undefined })} style={{ flex: 1 }}>
          <Tabs.List>
            <Tabs.Tab value="wizard">Import files</Tabs.Tab>
            <Tabs.Tab value="history">History</Tabs.Tab>
          </Tabs.List>
        </Tabs>
      }
    >
      {tab === 'wizard' ? <WizardView wizard={wizard} /> : <History />}
    </Page>
  );
}
