import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { useProcedure } from '../../api/hooks.ts';
import { DateText, Money } from '../../components/figures.tsx';
import type { GridColumn } from '../../components/grid-types.ts';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { Page } from '../../components/Page.tsx';
import { Empty } from '../../components/states.tsx';
import { monthLong, plural } from '../../format/format.ts';
import { usePeriod } from '../../shell/period.ts';
import { useSetSearch } from '../../shell/search.ts';
import classes from './Balances.module.css';
import { RiskChart } from './RiskChart.tsx';
import { RiskPanel } from './RiskPanel.tsx';
import { balanceProof, earnedProof, type Risk, type RiskRow, riskProof, safeProof, setOffProof, totalProof } from './risk-proofs.ts';

function standsAs(row: RiskRow): string {
  if (row.balancePaisa === 0) return 'Settled';
  return row.balancePaisa < 0 ? 'Receivable' : 'Payable';
}

function columnsOf(risk: Risk | undefined, asOf: string): readonly GridColumn<RiskRow>[] {
  const dealsOf = (row: RiskRow): Risk['deals'] => risk?.deals.filter((deal) => deal.partner === row.partner) ?? [];
  const atRisk = (row: RiskRow): Risk['deals'] => dealsOf(row).filter((deal) => deal.state === 'at_risk');
  const money = (
    field: 'balancePaisa' | 'setOffPaisa' | 'earnedPaisa' | 'safePaisa' | 'atRiskPaisa',
    header: string,
    from: number,
    proof: (row: RiskRow) => ReturnType<typeof balanceProof>,
  ): GridColumn<RiskRow> => ({
    id: field,
    field,
    header,
    width: 120,
    from,
    grow: 60,
    align: 'right',
    sortValue: (row) => row[field],
    cell: (row) => <Money paisa={row[field]} proof={proof(row)} strong={field === 'balancePaisa'} />,
  });
  return [
    { id: 'partner', field: 'partner', header: 'Partner', width: 84, grow: 0, from: 900, sortValue: (row) => row.partner, cell: (row) => row.partner },
    {
      id: 'name',
      field: 'name',
      header: 'Name',
      width: 150,
      grow: 220,
      isRowHeader: true,
      sortValue: (row) => row.name,
      cell: (row) => <span>{row.name}</span>,
    },
    { id: 'kind', header: 'Stands as', width: 96, grow: 10, sortValue: standsAs, cell: standsAs },
    money('balancePaisa', 'Balance', 0, (row) => balanceProof(row, asOf)),
    money('setOffPaisa', 'Set off', 980, (row) => setOffProof(row, asOf)),
    money('earnedPaisa', 'Earned', 860, (row) => earnedProof(row, asOf)),
    money('safePaisa', 'Safe', 860, (row) => safeProof(row, dealsOf(row), asOf)),
    money('atRiskPaisa', 'At risk', 0, (row) => riskProof(`At risk, ${row.name}`, row.atRiskPaisa, atRisk(row), asOf)),
    {
      id: 'safeOn',
      field: 'safeOn',
      header: 'All safe on',
      width: 114,
      from: 700,
      sortValue: (row) => row.safeOn ?? '',
      cell: (row) => <DateText date={row.safeOn} />,
    },
  ];
}

function Head({ risk, asOf }: { readonly risk: Risk; readonly asOf: string }): ReactNode {
  const atRisk = risk.deals.filter((deal) => deal.state === 'at_risk');
  const figures = [
    { word: 'Payable', paisa: risk.totals.payablePaisa, proof: totalProof(risk, 'payablePaisa', 'Payable to all partners', asOf) },
    { word: 'Receivable', paisa: risk.totals.receivablePaisa, proof: totalProof(risk, 'receivablePaisa', 'Receivable from all partners', asOf) },
    { word: 'Safe', paisa: risk.totals.safePaisa, proof: totalProof(risk, 'safePaisa', 'Safe, all partners', asOf) },
    { word: 'At risk', paisa: risk.totals.atRiskPaisa, proof: riskProof('At risk, all partners', risk.totals.atRiskPaisa, atRisk, asOf) },
  ];
  return (
    <div className={classes.head}>
      <dl className={classes.figures}>
        {figures.map(({ word, paisa, proof }) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>
              <Money paisa={paisa} proof={proof} size="large" />
            </dd>
          </div>
        ))}
      </dl>
      <RiskChart risk={risk} asOf={asOf} />
    </div>
  );
}

/** What each partner is owed after a month, what is owed back, and how much of what was earned a cancellation could still take. */
export function BalancesPage(): ReactNode {
  const { asOf } = usePeriod();
  const { peek } = useSearch({ from: '/balances' });
  const setSearch = useSetSearch<{ peek?: string | undefined }>();
  const navigate = useNavigate();
  const query = useProcedure('balances.risk', { asOf: asOf ?? '' }, { enabled: asOf !== null, keep: true });
  const risk = query.data;
  const columns = useMemo(() => columnsOf(risk, asOf ?? ''), [risk, asOf]);
  const peeked = risk?.partners.find((row) => row.partner === peek);
  return (
    <Page
      title="Balances"
      subtitle={asOf === null ? undefined : `${risk === undefined ? '' : `${plural(risk.partners.length, 'partner')} · `}after ${monthLong(asOf)} · in PKR`}
      fills
      aside={
        risk === undefined || asOf === null || peeked === undefined ? undefined : (
          <RiskPanel key={peeked.partner} risk={risk} row={peeked} asOf={asOf} onClose={() => setSearch({ peek: undefined })} />
        )
      }
    >
      {risk !== undefined && asOf !== null && risk.partners.length > 0 && <Head risk={risk} asOf={asOf} />}
      <LedgerGrid
        label="Balances, in PKR"
        columns={columns}
        rows={risk?.partners ?? []}
        rowId={(row) => row.partner}
        isLoading={risk === undefined && query.error === null}
        error={query.error}
        onRetry={() => void query.refetch()}
        activeId={peek ?? null}
        onActive={(row) => peek !== undefined && setSearch({ peek: row.partner })}
        onPeek={(row) => setSearch({ peek: row.partner })}
        onOpen={(row) => void navigate({ to: '/partners/$partner', params: { partner: row.partner }, search: { tab: 'balances' } })}
        tone={(row) => (row.balancePaisa < 0 ? 'open' : undefined)}
        empty={
          <Empty
            kind="first"
            title={asOf === null ? 'No balances' : `Nothing is posted up to ${monthLong(asOf)}`}
            description="Closing a month posts commission."
          />
        }
      />
    </Page>
  );
}
