import { Table, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { type ApiError, call } from '../../api/client.ts';
import { useCommand, useProcedure } from '../../api/hooks.ts';
import { asJob } from '../../api/jobs.ts';
import { proofOf } from '../../api/proofs.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { Count, InstantText, Tally } from '../../components/figures.tsx';
import { CommandButton } from '../../components/Keys.tsx';
import { Facts, Page, Section } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Empty, ErrorPanel, Working } from '../../components/states.tsx';
import { plural } from '../../format/format.ts';
import { humanize } from '../../format/words.ts';
import classes from './Data.module.css';

type Result = Output<'system.verify'>;

function verifyAsJob(): Promise<Result> {
  const id = crypto.randomUUID();
  return asJob(id, 'system.verify', () => call('system.verify', {}, id));
}

function Checks({ result }: { readonly result: Result }): ReactNode {
  const broken = result.checks.filter((check) => !check.ok);
  const inOrder = [...broken, ...result.checks.filter((check) => check.ok)];
  return (
    <Section
      title={result.ok ? 'Every check holds' : `${plural(broken.length, 'check')} of ${result.checks.length} ${broken.length === 1 ? 'fails' : 'fail'}`}
      note={`${result.checks.length} checks`}
    >
      <Table maw={1200}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={110}>Result</Table.Th>
            <Table.Th w={220}>Check</Table.Th>
            <Table.Th>What must be so</Table.Th>
            <Table.Th w={110} ta="right">
              Looked at
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {inOrder.map((check) => (
            <Table.Tr key={check.name} style={{ verticalAlign: 'top' }}>
              <Table.Td>
                <StatusBadge area="check" status={check.ok ? 'ok' : 'failed'} />
              </Table.Td>
              <Table.Td>{humanize(check.name)}</Table.Td>
              <Table.Td>
                {check.what}
                {check.problems.map((problem) => (
                  <Text key={problem} c="var(--pd-bad)">
                    {problem}
                  </Text>
                ))}
                {check.problemCount > check.problems.length && <Text c="dimmed">and {plural(check.problemCount - check.problems.length, 'more', 'more')}</Text>}
              </Table.Td>
              <Table.Td ta="right">
                <Tally value={check.checked} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

const COUNTS = {
  partners: proofOf({ kind: 'partnersTotal', filter: {}, figure: 'count' }, 'Partners of the file'),
  deals: proofOf({ kind: 'dealsTotal', filter: {}, figure: 'count' }, 'Deals of the file'),
  billing: proofOf({ kind: 'billingLines' }, 'Billing lines of the file'),
  posted: proofOf({ kind: 'accrualsTotal', filter: {}, figure: 'count' }, 'Posted lines of the file'),
};

/** Recomputes everything from its sources. Run by hand; the answer is noted with its moment. */
export function VerifyPage(): ReactNode {
  const client = useQueryClient();
  const info = useProcedure('system.info', {});
  const record = useCommand('system.recordVerify');
  const verify = useQuery<Result, ApiError>({ queryKey: ['system.verify', {}], queryFn: verifyAsJob, enabled: false });
  const run = async (): Promise<void> => {
    if (verify.isFetching) return;
    const { data } = await verify.refetch();
    if (data === undefined) return;
    await record.run({ ok: data.ok });
    await client.invalidateQueries({ queryKey: ['system.info'] });
  };
  useCommandHandlers({ 'verify.run': () => void run() });
  const last = info.data?.lastVerify;
  return (
    <Page
      title="Verify"
      subtitle="recomputes everything from its sources and checks every invariant; changes nothing"
      actions={
        <CommandButton command="verify.run" loading={verify.isFetching}>
          Verify now
        </CommandButton>
      }
    >
      <div className={classes.measure}>
        {info.data !== undefined && (
          <Facts
            columns={6}
            facts={[
              { label: 'Last verified', value: last === undefined || last === null ? 'never' : <InstantText at={last.at} /> },
              { label: 'With the result', value: last === undefined || last === null ? '–' : <StatusBadge area="check" status={last.ok ? 'ok' : 'failed'} /> },
              { label: 'Partners', value: <Count value={info.data.counts.partners} proof={COUNTS.partners} /> },
              { label: 'Deals', value: <Count value={info.data.counts.deals} proof={COUNTS.deals} /> },
              { label: 'Billing lines', value: <Count value={info.data.counts.billingLines} proof={COUNTS.billing} /> },
              { label: 'Posted lines', value: <Count value={info.data.counts.accrualLines} proof={COUNTS.posted} /> },
            ]}
          />
        )}
        {verify.isFetching && <Working text="Recomputing" />}
        {verify.error !== null && <ErrorPanel error={verify.error} retry={() => void run()} />}
        {record.error !== null && <ErrorPanel error={record.error} title="The result could not be noted" />}
        {verify.data !== undefined && !verify.isFetching && <Checks result={verify.data} />}
        {verify.data === undefined && !verify.isFetching && verify.error === null && (
          <Empty kind="first" title="Not run since this window opened" description="Each check is listed with how much it looked at." />
        )}
      </div>
    </Page>
  );
}
