import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { SegmentedControl, Table, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { ProofRequest } from '../../api/proofs.ts';
import { Count, DateText, Money, useMoneyWords } from '../../components/figures.tsx';
import { openProof } from '../../components/proof-store.ts';
import { monthText, plural } from '../../format/format.ts';
import classes from './Balances.module.css';
import { type Risk, riskCountProof, riskProof } from './risk-proofs.ts';

/** What the chart says, in words. */
function Finding({ risk, asOf }: { readonly risk: Risk; readonly asOf: string }): ReactNode {
  const atRisk = risk.deals.filter((deal) => deal.state === 'at_risk');
  const last = atRisk.findLast((deal) => deal.safeOn !== null)?.safeOn ?? null;
  if (last === null) return 'Nothing is at risk: every deal is past its clawback window.';
  return (
    <>
      PKR <Money paisa={risk.totals.atRiskPaisa} proof={riskProof('At risk, all partners', risk.totals.atRiskPaisa, atRisk, asOf)} /> at risk on{' '}
      {plural(atRisk.length, 'deal')}; the last of it is safe on <DateText date={last} />
    </>
  );
}

const safeIn = (risk: Risk, month: string): Risk['deals'] => risk.deals.filter((deal) => deal.safeOn?.startsWith(month) === true);

const monthProof = (risk: Risk, { month, amountPaisa }: Risk['months'][number], asOf: string): ProofRequest =>
  riskProof(`Safe in ${monthText(month)}`, amountPaisa, safeIn(risk, month), asOf);

function MonthTable({ risk, asOf }: { readonly risk: Risk; readonly asOf: string }): ReactNode {
  return (
    <Table verticalSpacing={3} maw={460}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Becomes safe in</Table.Th>
          <Table.Th ta="right">Deals</Table.Th>
          <Table.Th ta="right">PKR</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {risk.months.map((row) => {
          const title = `Deals safe in ${monthText(row.month)}`;
          return (
            <Table.Tr key={row.month}>
              <Table.Td>{monthText(row.month)}</Table.Td>
              <Table.Td ta="right">
                <Count value={row.deals} label={title} proof={riskCountProof(title, safeIn(risk, row.month), asOf)} />
              </Table.Td>
              <Table.Td ta="right">
                <Money paisa={row.amountPaisa} proof={monthProof(risk, row, asOf)} />
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

/** When the risk ends: how much becomes safe in each month to come (5.1). */
export function RiskChart({ risk, asOf }: { readonly risk: Risk; readonly asOf: string }): ReactNode {
  const [shown, setShown] = useState<'chart' | 'table'>('chart');
  const money = useMoneyWords();
  const prove = (row: Risk['months'][number] | undefined): void => {
    if (row !== undefined) openProof(monthProof(risk, row, asOf));
  };
  return (
    <section className={classes.chart} aria-label="When risk ends">
      <div className={classes.chartHead}>
        <Text size="sm" fw={600}>
          <Finding risk={risk} asOf={asOf} />
        </Text>
        {risk.months.length > 0 && (
          <SegmentedControl
            size="xs"
            aria-label="How it is shown"
            data={[
              { value: 'chart', label: 'Chart' },
              { value: 'table', label: 'Table' },
            ]}
            value={shown}
            onChange={(next) => setShown(next === 'table' ? 'table' : 'chart')}
          />
        )}
      </div>
      {risk.months.length > 0 &&
        (shown === 'table' ? (
          <MonthTable risk={risk} asOf={asOf} />
        ) : (
          <BarChart
            h={112}
            data={risk.months.map(({ month, amountPaisa }) => ({ month: monthText(month), amountPaisa }))}
            dataKey="month"
            series={[{ name: 'amountPaisa', label: 'Becomes safe', color: 'var(--mantine-primary-color-filled)' }]}
            valueFormatter={money}
            withYAxis={false}
            gridAxis="none"
            maxBarWidth={56}
            barProps={{ isAnimationActive: false, cursor: 'pointer', onClick: (_bar: unknown, index: number) => prove(risk.months[index]) }}
          />
        ))}
    </section>
  );
}
