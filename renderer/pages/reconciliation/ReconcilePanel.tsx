import { Anchor, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useProcedure } from '../../api/hooks.ts';
import { billingProof, proofOf } from '../../api/proofs.ts';
import { DateText, Money } from '../../components/figures.tsx';
import { Ladder, Section, SidePanel } from '../../components/Page.tsx';
import { Answer } from '../../components/states.tsx';
import { instantText, monthText } from '../../format/format.ts';
import { CONTRACT_WORDS, WORK_WORDS } from '../../format/words.ts';
import { AddsUp } from './AddsUp.tsx';
import { differenceProof, figureProof, type ReconcileRow } from './columns.tsx';

function Lines({ deal, month }: { readonly deal: string; readonly month: string }): ReactNode {
  const query = useProcedure('deals.get', { deal }, { keep: true });
  return (
    <Answer query={query} rows={3}>
      {(record) => {
        const lines = record.lines.filter((line) => line.period === month);
        if (lines.length === 0) return <Text c="dimmed">No billing line came for {monthText(month)}.</Text>;
        return (
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Invoice</Table.Th>
                <Table.Th ta="right">Amount PKR</Table.Th>
                <Table.Th ta="right">Accrued PKR</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {lines.map((line) => (
                <Table.Tr key={line.invoiceNo}>
                  <Table.Td>
                    {line.invoiceNo}
                    <Text size="xs" c="dimmed" component="div">
                      <DateText date={line.invoiceDate} />
                    </Text>
                  </Table.Td>
                  <Table.Td ta="right">
                    <Money paisa={line.amountPaisa} proof={billingProof(deal, line.invoiceNo)} />
                  </Table.Td>
                  <Table.Td ta="right">
                    {line.accruedPaisa === null ? (
                      <Text c="dimmed">–</Text>
                    ) : (
                      <Money
                        paisa={line.accruedPaisa}
                        proof={line.accrualId === null ? null : proofOf({ kind: 'accrual', id: line.accrualId }, `Accrual of ${line.invoiceNo}`)}
                      />
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        );
      }}
    </Answer>
  );
}

/** What the row in focus is made of: its figures, its lines, how it was worked. */
export function ReconcilePanel({ row, month, onClose }: { readonly row: ReconcileRow; readonly month: string; readonly onClose: () => void }): ReactNode {
  return (
    <SidePanel title={row.client} subtitle={`${row.deal} · ${row.partnerName} · ${CONTRACT_WORDS[row.contractType]}`} onClose={onClose}>
      <Stack gap="md">
        <Ladder
          rows={[
            { label: 'Expected', value: <Money paisa={row.expectedPaisa} proof={figureProof(row.deal, month, 'expectedPaisa')} /> },
            { label: 'Billed', value: <Money paisa={row.billedPaisa} proof={figureProof(row.deal, month, 'billedPaisa')} /> },
            { label: 'Difference', value: <Money paisa={row.differencePaisa} proof={differenceProof(row, month)} />, strong: true },
            {
              label: 'Expected commission',
              value: <Money paisa={row.expectedCommissionPaisa} proof={figureProof(row.deal, month, 'expectedCommissionPaisa')} />,
            },
            { label: 'Accrued', value: <Money paisa={row.accruedPaisa} proof={figureProof(row.deal, month, 'accruedPaisa')} /> },
          ]}
        />
        <Section title={`Lines of ${monthText(month)}`}>
          <Lines deal={row.deal} month={month} />
        </Section>
        {row.differencePaisa !== 0 && row.isOpen && <AddsUp key={row.deal} row={row} month={month} />}
        {row.work !== null && (
          <Section title="How it was worked">
            <Text>
              {WORK_WORDS[row.work.action] ?? row.work.action}: {row.work.reason}
            </Text>
            <Text c="dimmed" size="xs">
              {row.work.by}, {instantText(row.work.at)}
            </Text>
          </Section>
        )}
        {row.status === 'exception' && row.isOpen && (
          <Text>
            A line here breaks rule 3.5.{' '}
            <Anchor renderRoot={(props) => <Link to="/exceptions" search={{ text: row.deal }} {...props} />}>Decide it under Exceptions</Anchor>
          </Text>
        )}
      </Stack>
    </SidePanel>
  );
}
