import { Table, Text, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { billingProof, proofOf } from '../../api/proofs.ts';
import { DateText, Money, Rate } from '../../components/figures.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { monthText } from '../../format/format.ts';
import { newestFirst } from '../../format/order.ts';
import { ACCRUAL_WORDS, EXCEPTION_WORDS, humanize } from '../../format/words.ts';

type Deal = Output<'deals.get'>;

function Because({ line }: { readonly line: Deal['lines'][number] }): ReactNode {
  if (line.exception === null) return line.postedIn === null ? <Text c="dimmed">not posted yet</Text> : `posted in ${monthText(line.postedIn)}`;
  return (
    <Tooltip label={EXCEPTION_WORDS[line.exception] ?? humanize(line.exception)}>
      <span>
        <StatusBadge area={line.decision === null ? 'reconciliation' : 'work'} status={line.decision ?? 'exception'} />
      </span>
    </Tooltip>
  );
}

export function LinesTable({ record }: { readonly record: Deal }): ReactNode {
  if (record.lines.length === 0)
    return (
      <Text c="dimmed" mt={6}>
        No billing line has come.
      </Text>
    );
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Month</Table.Th>
          <Table.Th>Invoice</Table.Th>
          <Table.Th>Date</Table.Th>
          <Table.Th ta="right">Amount PKR</Table.Th>
          <Table.Th ta="right">Accrued PKR</Table.Th>
          <Table.Th>Stands</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {newestFirst(record.lines, (line) => line.period).map((line) => (
          <Table.Tr key={line.invoiceNo}>
            <Table.Td>{monthText(line.period)}</Table.Td>
            <Table.Td>
              {line.invoiceNo}
              {line.kind === 'credit_note' && (
                <Text size="xs" c="dimmed">
                  credit note
                </Text>
              )}
            </Table.Td>
            <Table.Td>
              <DateText date={line.invoiceDate} />
            </Table.Td>
            <Table.Td ta="right">
              <Money paisa={line.amountPaisa} proof={billingProof(record.deal, line.invoiceNo)} />
            </Table.Td>
            <Table.Td ta="right">
              {line.accruedPaisa === null ? (
                '–'
              ) : (
                <Money
                  paisa={line.accruedPaisa}
                  proof={line.accrualId === null ? null : proofOf({ kind: 'accrual', id: line.accrualId }, `Accrual of ${line.invoiceNo}`)}
                />
              )}
            </Table.Td>
            <Table.Td>
              <Because line={line} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

export function AccrualsTable({ record }: { readonly record: Deal }): ReactNode {
  if (record.accruals.length === 0)
    return (
      <Text c="dimmed" mt={6}>
        Nothing is posted yet: a month’s lines are posted when it closes.
      </Text>
    );
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Posted in</Table.Th>
          <Table.Th>Billed for</Table.Th>
          <Table.Th>Kind</Table.Th>
          <Table.Th ta="right">Base PKR</Table.Th>
          <Table.Th ta="right">Rate</Table.Th>
          <Table.Th ta="right">Commission PKR</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {newestFirst(record.accruals, (line) => line.postedIn).map((line) => {
          const proof = proofOf({ kind: 'accrual', id: line.id }, `Commission of ${record.deal}, ${monthText(line.period)}`);
          return (
            <Table.Tr key={line.id}>
              <Table.Td>{monthText(line.postedIn)}</Table.Td>
              <Table.Td>{monthText(line.period)}</Table.Td>
              <Table.Td>{ACCRUAL_WORDS[line.kind as keyof typeof ACCRUAL_WORDS] ?? humanize(line.kind)}</Table.Td>
              <Table.Td ta="right">
                <Money paisa={line.basePaisa} proof={proofOf({ kind: 'accrual', id: line.id, figure: 'basePaisa' }, 'Base')} />
              </Table.Td>
              <Table.Td ta="right">
                <Rate bps={line.rateBps} proof={proofOf({ kind: 'accrual', id: line.id, figure: 'rateBps' }, 'Rate')} />
              </Table.Td>
              <Table.Td ta="right">
                <Money paisa={line.amountPaisa} proof={proof} strong />
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
