import { Anchor, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { useProcedure } from '../../api/hooks.ts';
import { proofOf } from '../../api/proofs.ts';
import { DateText, Masked, Money, Rate, Tally } from '../../components/figures.tsx';
import { Ladder, Section, SidePanel } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Answer } from '../../components/states.tsx';
import { monthText, quarterText } from '../../format/format.ts';
import { ACCRUAL_WORDS } from '../../format/words.ts';
import { PaperActions } from './PaperActions.tsx';
import { linesFilter } from './statement-proofs.ts';
import { itemProof, STEPS } from './waterfall.tsx';

type Statement = Output<'statements.get'>;
type Deal = Statement['deals'][number];
type Line = Deal['lines'][number];

function Lines({ lines }: { readonly lines: readonly Line[] }): ReactNode {
  return (
    <Table verticalSpacing={2} horizontalSpacing={4} fz={11.5} style={{ whiteSpace: 'nowrap' }}>
      <Table.Tbody>
        {lines.map((line) => (
          <Table.Tr key={line.id}>
            <Table.Td pl={0} ff="monospace">
              {line.code}
            </Table.Td>
            <Table.Td>
              {monthText(line.period)}
              {line.reverses === null ? '' : `, ${ACCRUAL_WORDS[line.kind].toLowerCase()} of ${line.reverses}`}
            </Table.Td>
            <Table.Td ta="right">
              <Money paisa={line.billedPaisa} proof={proofOf({ kind: 'accrual', id: line.id, figure: 'basePaisa' }, `Billed, ${line.code}`)} />
            </Table.Td>
            <Table.Td ta="right">
              <Rate bps={line.rateBps} proof={proofOf({ kind: 'accrual', id: line.id, figure: 'rateBps' }, `Rate, ${line.code}`)} />
            </Table.Td>
            <Table.Td ta="right">
              <Money paisa={line.amountPaisa} proof={proofOf({ kind: 'accrual', id: line.id, figure: 'amountPaisa' }, `Commission, ${line.code}`)} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function DealLines({ statement, deal }: { readonly statement: Statement; readonly deal: Deal }): ReactNode {
  const tiers = [...new Set(deal.lines.map((line) => line.tier))];
  return (
    <div>
      <Text size="sm" fw={600}>
        <Anchor size="sm" renderRoot={(props) => <Link to="/deals/$deal" params={{ deal: deal.deal }} {...props} />}>
          {deal.deal}
        </Anchor>{' '}
        {deal.client}
      </Text>
      <Text size="xs" c="dimmed" component="div">
        contract{' '}
        <Money
          paisa={deal.contractValuePaisa}
          proof={proofOf({ kind: 'dealTotal', deal: deal.deal, figure: 'contractValuePaisa' }, `Contract value of ${deal.deal}`)}
        />
        {' · '}
        {tiers.join(', ')}
      </Text>
      <Lines lines={deal.lines} />
      <Text size="xs" ta="right" component="div">
        billed{' '}
        <Money
          paisa={deal.billedPaisa}
          proof={proofOf(
            {
              kind: 'accrualsTotal',
              filter: { ...linesFilter(statement.quarter), deal: deal.deal, kind: deal.lines[0]?.kind ?? 'recurring' },
              figure: 'basePaisa',
            },
            `Billed on ${deal.deal}`,
          )}
        />
        , commission{' '}
        <Money
          paisa={deal.amountPaisa}
          strong
          proof={proofOf(
            {
              kind: 'accrualsTotal',
              filter: { ...linesFilter(statement.quarter), deal: deal.deal, kind: deal.lines[0]?.kind ?? 'recurring' },
              figure: 'amountPaisa',
            },
            `Commission on ${deal.deal}`,
          )}
        />
      </Text>
    </div>
  );
}

function Payment({ statement }: { readonly statement: Statement }): ReactNode {
  const { payment, tax } = statement;
  return (
    <Ladder
      rows={[
        { label: 'State', value: <StatusBadge area="payout" status={statement.state} /> },
        { label: 'Bank transfer to', note: payment.bankTitle ?? '', value: <Masked text={payment.ibanMasked} /> },
        { label: 'Value date', value: <DateText date={statement.valueOn} /> },
        { label: 'Tax standing', value: <StatusBadge area="standing" status={tax.standing ?? 'none'} /> },
        {
          label: 'Withholding rate',
          note: tax.reference ?? '',
          value:
            tax.rateBps === null ? (
              <Text c="dimmed">none</Text>
            ) : (
              <Rate
                bps={tax.rateBps}
                proof={proofOf({ kind: 'withholdingRate', quarter: statement.quarter, partner: statement.partner }, `Withholding rate of ${statement.name}`)}
              />
            ),
        },
        { label: 'Dated', value: <DateText date={statement.statementOn} /> },
        { label: 'Disputes until', value: <DateText date={statement.disputeBy} /> },
        { label: 'Terms version', value: <Tally value={statement.termsVersion} /> },
      ]}
    />
  );
}

function Body({ statement }: { readonly statement: Statement }): ReactNode {
  return (
    <Stack gap="md">
      <Ladder
        rows={STEPS.map((step) => ({
          label: step.sign === '' ? step.word : `${step.sign} ${step.word}`,
          strong: step.isSum === true,
          value: <Money paisa={statement[step.figure]} proof={itemProof(statement.quarter, statement, step.figure, step.word)} />,
        }))}
      />
      {statement.deals.length > 0 && (
        <Section title="Referrals">
          <Stack gap="sm">
            {statement.deals.map((deal) => (
              <DealLines key={deal.deal} statement={statement} deal={deal} />
            ))}
          </Stack>
        </Section>
      )}
      {statement.adjustments.length > 0 && (
        <Section title="Adjustments">
          <Lines lines={statement.adjustments} />
        </Section>
      )}
      {statement.clawbacks.length > 0 && (
        <Section title="Clawbacks">
          <Lines lines={statement.clawbacks} />
        </Section>
      )}
      <Section title="Payment and tax">
        <Payment statement={statement} />
      </Section>
    </Stack>
  );
}

/** What the statement of a partner says, before it is paper. */
export function StatementPanel({ quarter, partner, onClose }: { readonly quarter: string; readonly partner: string; readonly onClose: () => void }): ReactNode {
  const query = useProcedure('statements.get', { quarter, partner }, { keep: true });
  return (
    <SidePanel title={query.data?.name ?? partner} subtitle={`${query.data?.number ?? 'Draft'} · ${quarterText(quarter)}`} onClose={onClose}>
      <PaperActions quarter={quarter} partner={partner} />
      <Answer query={query}>{(statement) => <Body statement={statement} />}</Answer>
    </SidePanel>
  );
}
