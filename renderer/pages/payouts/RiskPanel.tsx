import { Anchor, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { DateText, Money } from '../../components/figures.tsx';
import { Ladder, Section, SidePanel } from '../../components/Page.tsx';
import { dateText, plural } from '../../format/format.ts';
import { balanceProof, dealProof, earnedProof, type Risk, type RiskDeal, type RiskRow, riskProof, safeProof, setOffProof } from './risk-proofs.ts';

interface Props {
  readonly risk: Risk;
  readonly row: RiskRow;
  readonly asOf: string;
  readonly onClose: () => void;
}

function Deals({ deals, asOf }: { readonly deals: readonly RiskDeal[]; readonly asOf: string }): ReactNode {
  return (
    <Table verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Deal</Table.Th>
          <Table.Th>Safe on</Table.Th>
          <Table.Th ta="right">PKR</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {deals.map((deal) => (
          <Table.Tr key={deal.deal}>
            <Table.Td>
              <Anchor size="sm" title={deal.client} renderRoot={(props) => <Link to="/deals/$deal" params={{ deal: deal.deal }} {...props} />}>
                {deal.deal}
              </Anchor>
            </Table.Td>
            <Table.Td>{deal.state === 'to_reverse' ? 'reversed at the next close' : <DateText date={deal.safeOn} />}</Table.Td>
            <Table.Td ta="right">
              <Money paisa={deal.amountPaisa} proof={dealProof(deal, asOf)} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** One partner: what of the earnings can still be taken back, deal by deal, and what a receivable is set off against. */
export function RiskPanel({ risk, row, asOf, onClose }: Props): ReactNode {
  const deals = risk.deals.filter((deal) => deal.partner === row.partner);
  const of = (state: RiskDeal['state']): readonly RiskDeal[] => deals.filter((deal) => deal.state === state);
  return (
    <SidePanel title={row.name} subtitle={row.partner} onClose={onClose}>
      <Stack gap="md">
        {row.receivablePaisa > 0 && (
          <Text size="sm">What this partner earns next is set off against the receivable first; nothing is paid out before it is used up (5.3).</Text>
        )}
        <Ladder
          rows={[
            { label: 'Earned', value: <Money paisa={row.earnedPaisa} proof={earnedProof(row, asOf)} /> },
            { label: '− At risk', value: <Money paisa={row.atRiskPaisa} proof={riskProof(`At risk, ${row.name}`, row.atRiskPaisa, of('at_risk'), asOf)} /> },
            {
              label: '− To be reversed',
              value: <Money paisa={row.toReversePaisa} proof={riskProof(`To be reversed, ${row.name}`, row.toReversePaisa, of('to_reverse'), asOf)} />,
            },
            { label: '= Safe', strong: true, value: <Money paisa={row.safePaisa} strong proof={safeProof(row, deals, asOf)} /> },
          ]}
        />
        <Ladder
          rows={[
            {
              label: row.receivablePaisa > 0 ? 'Balance: receivable' : 'Balance: payable',
              value: <Money paisa={row.balancePaisa} proof={balanceProof(row, asOf)} />,
            },
            { label: 'Clawbacks set off so far', value: <Money paisa={row.setOffPaisa} proof={setOffProof(row, asOf)} /> },
          ]}
        />
        {deals.length > 0 && (
          <Section
            title="At risk"
            note={`${plural(deals.length, 'deal')}; safe ${risk.clawbackDays} days after ${risk.clawbackFrom === 'start_on' ? 'the start' : 'the signing'}, judged on ${dateText(risk.on)}`}
          >
            <Deals deals={deals} asOf={asOf} />
          </Section>
        )}
      </Stack>
    </SidePanel>
  );
}
