import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { SegmentedControl, Table, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Money, Tally, useMoneyWords } from '../../components/figures.tsx';
import { dateText, monthText, plural } from '../../format/format.ts';
import classes from './Balances.module.css';
import { type Risk, riskProof } from './risk-proofs.ts';

/** What the chart says, in words. */
function finding(risk: Risk, money: (paisa: number) => string): string {
  const last = risk.deals.findLast((deal) => deal.safeOn !== null)?.safeOn ?? null;
  if (last === null) return 'Nothing is at risk: every deal is past its clawback window.';
  return `${money(risk.totals.atRiskPaisa)} at risk on ${plural(risk.deals.length, 'deal')}; the last of it is safe on ${dateText(last)}`;
}

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
        {risk.months.map((row) => (
          <Table.Tr key={row.month}>
            <Table.Td>{monthText(row.month)}</Table.Td>
            <Table.Td ta="right">
              <Tally value={row.deals} />
            </Table.Td>
            <Table.Td ta="right">
              <Money
                paisa={row.amountPaisa}
                proof={riskProof(
                  `Safe in ${monthText(row.month)}`,
                  row.amountPaisa,
                  risk.deals.filter((deal) => deal.safeOn?.startsWith(row.month) === true),
                  asOf,
                )}
              />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** When the risk ends: how much becomes safe in each month to come (5.1). */
export function RiskChart({ risk, asOf }: { readonly risk: Risk; readonly asOf: string }): ReactNode {
  const [shown, setShown] = useState<'chart' | 'table'>('chart');
  const money = useMoneyWords();
  return (
    <section className={classes.chart} aria-label="When risk ends">
      <div className={classes.chartHead}>
        <Text size="sm" fw={600}>
          {finding(risk, money)}
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
            barProps={{ isAnimationActive: false }}
          />
        ))}
    </section>
  );
}
