import { Anchor, Stack, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useProcedure } from '../../api/hooks.ts';
import { proofOf } from '../../api/proofs.ts';
import { DateText, Money, Rate } from '../../components/figures.tsx';
import { Ladder, Section, SidePanel } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Answer } from '../../components/states.tsx';
import { monthText } from '../../format/format.ts';
import { CONTRACT_WORDS } from '../../format/words.ts';
import { figureProof } from '../reconciliation/columns.tsx';
import { dealProof } from './columns.tsx';

const RECENT = 6;

export function DealPeek({ deal, onClose }: { readonly deal: string; readonly onClose: () => void }): ReactNode {
  const query = useProcedure('deals.get', { deal }, { keep: true });
  return (
    <SidePanel
      title={query.data?.client ?? deal}
      subtitle={
        <Anchor size="xs" renderRoot={(props) => <Link to="/deals/$deal" params={{ deal }} {...props} />}>
          Open {deal}
        </Anchor>
      }
      onClose={onClose}
    >
      <Answer query={query}>
        {(record) => (
          <Stack gap="md">
            <Ladder
              rows={[
                { label: 'Status', value: <StatusBadge area="deal" status={record.status} /> },
                { label: 'Contract', value: CONTRACT_WORDS[record.contractType] },
                { label: 'Value PKR', value: <Money paisa={record.contractValuePaisa} proof={dealProof(record.deal, 'contractValuePaisa')} /> },
                { label: 'Rate', value: <Rate bps={record.rateBps} proof={proofOf({ kind: 'rate', deal: record.deal }, `Rate of ${record.deal}`)} /> },
                { label: 'Signed', value: <DateText date={record.signedOn} /> },
                { label: 'Billed PKR', value: <Money paisa={record.billedPaisa} proof={dealProof(record.deal, 'billedPaisa')} /> },
                { label: 'Accrued PKR', strong: true, value: <Money paisa={record.accruedPaisa} proof={dealProof(record.deal, 'accruedPaisa')} /> },
              ]}
            />
            <Section title="Last months">
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Month</Table.Th>
                    <Table.Th ta="right">Expected</Table.Th>
                    <Table.Th ta="right">Billed</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {record.strip
                    .slice(-RECENT)
                    .toReversed()
                    .map((cell) => (
                      <Table.Tr key={cell.month}>
                        <Table.Td>{monthText(cell.month)}</Table.Td>
                        <Table.Td ta="right">
                          <Money paisa={cell.expectedPaisa} proof={figureProof(record.deal, cell.month, 'expectedPaisa')} />
                        </Table.Td>
                        <Table.Td ta="right">
                          <Money paisa={cell.billedPaisa} proof={figureProof(record.deal, cell.month, 'billedPaisa')} />
                        </Table.Td>
                      </Table.Tr>
                    ))}
                </Table.Tbody>
              </Table>
            </Section>
          </Stack>
        )}
      </Answer>
    </SidePanel>
  );
}
