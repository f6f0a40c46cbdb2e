import { Button, Progress, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { ProgressEvent } from '../../../src/contract/host.ts';
import type { Output } from '../../../src/contract/index.ts';
import { FindingList } from '../../components/FindingList.tsx';
import { Tally } from '../../components/figures.tsx';
import { plural } from '../../format/format.ts';
import { humanize, IMPORT_WORDS } from '../../format/words.ts';
import classes from './Imports.module.css';

export type Report = Output<'imports.run'>;

export function Running({
  progress,
  word,
  onCancel,
}: {
  readonly progress: ProgressEvent | null;
  readonly word: string;
  readonly onCancel: () => void;
}): ReactNode {
  const percent = progress === null || progress.total === 0 ? 0 : (100 * progress.done) / progress.total;
  return (
    <Stack gap={6} maw={460} role="status" px="md" py="md">
      <Text>
        {progress === null ? (
          word
        ) : (
          <>
            {humanize(progress.phase)}: <Tally value={progress.done} /> of <Tally value={progress.total} />
          </>
        )}
      </Text>
      <Progress value={percent} animated={progress === null} aria-label={word} transitionDuration={0} />
      <div>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </Stack>
  );
}

export function Counts({ counts }: { readonly counts: Report['counts'] }): ReactNode {
  const kinds = Object.entries(counts).filter(([, of]) => of !== undefined);
  if (kinds.length === 0) return null;
  return (
    <Table maw={560}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Kind</Table.Th>
          <Table.Th ta="right">New</Table.Th>
          <Table.Th ta="right">Changed</Table.Th>
          <Table.Th ta="right">Unchanged</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {kinds.map(([kind, of]) => (
          <Table.Tr key={kind}>
            <Table.Td>{IMPORT_WORDS[kind as keyof typeof IMPORT_WORDS]}</Table.Td>
            <Table.Td ta="right">
              <Tally value={of.new} />
            </Table.Td>
            <Table.Td ta="right">
              <Tally value={of.changed} />
            </Table.Td>
            <Table.Td ta="right">
              <Tally value={of.unchanged} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Unknown({ report }: { readonly report: Report }): ReactNode {
  const files = report.files.filter((file) => file.unknownColumns.length > 0);
  if (files.length === 0) return null;
  return (
    <Stack gap={2} mt="xs">
      {files.map((file) => (
        <Text key={file.name} c="dimmed">
          {file.name}: skipped {plural(file.unknownColumns.length, 'unknown column')} ({file.unknownColumns.join(', ')})
        </Text>
      ))}
    </Stack>
  );
}

export function Verdict({ report }: { readonly report: Report }): ReactNode {
  const isBad = report.errorCount > 0;
  return (
    <div className={classes.verdict} data-bad={isBad || undefined} role="status">
      {isBad ? <IconAlertTriangle size={18} aria-hidden /> : <IconCheck size={18} aria-hidden />}
      <span>
        {isBad
          ? `${plural(report.errorCount, 'error')} in ${plural(new Set(report.errors.map((error) => error.file)).size, 'file')}. Nothing is taken until all are mended in the files and the files are chosen again.`
          : report.taken
            ? 'Taken. It can be imported again without harm: what is already there counts as unchanged.'
            : 'Every row can be taken. Nothing has been changed yet.'}
      </span>
    </div>
  );
}

/** The dry run's answer: what would come in, and everything that is wrong, at once. */
export function CheckStep({ report }: { readonly report: Report }): ReactNode {
  const [shown, setShown] = useState<'errors' | 'warnings'>(report.errorCount > 0 ? 'errors' : 'warnings');
  const findings = shown === 'errors' ? report.errors : report.warnings;
  const count = shown === 'errors' ? report.errorCount : report.warningCount;
  const hasBoth = report.errorCount > 0 && report.warningCount > 0;
  return (
    <div className={classes.check}>
      <div className={classes.checkHead}>
        <Verdict report={report} />
        <Counts counts={report.counts} />
        <Unknown report={report} />
        {hasBoth && (
          <SegmentedControl
            mt="sm"
            value={shown}
            onChange={(value) => setShown(value === 'errors' ? 'errors' : 'warnings')}
            data={[
              { value: 'errors', label: plural(report.errorCount, 'error') },
              { value: 'warnings', label: plural(report.warningCount, 'warning') },
            ]}
          />
        )}
      </div>
      {findings.length > 0 && (
        <FindingList findings={findings} count={count} label={plural(count, shown === 'errors' ? 'error' : 'warning')} fileName={`import-${shown}.csv`} />
      )}
    </div>
  );
}
