import { Anchor } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { useProcedure } from '../../api/hooks.ts';
import { proofOf } from '../../api/proofs.ts';
import { Money } from '../../components/figures.tsx';
import type { GridColumn } from '../../components/grid-types.ts';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { Page } from '../../components/Page.tsx';
import { Empty } from '../../components/states.tsx';
import { monthLong, monthText } from '../../format/format.ts';
import { usePeriod } from '../../shell/period.ts';

type Row = Output<'balances.partners'>[number];

/** What each partner is owed after a month; below zero: a clawback receivable, netted against what comes. */
export function BalancesPage(): ReactNode {
  const { month } = usePeriod();
  const navigate = useNavigate();
  const query = useProcedure('balances.partners', { asOf: month ?? '' }, { enabled: month !== null, keep: true });
  const names = useProcedure('partners.list', { limit: 500 });
  const nameOf = useMemo(() => new Map(names.data?.rows.map((row) => [row.partner, row.name])), [names.data]);
  const columns = useMemo<readonly GridColumn<Row>[]>(
    () => [
      {
        id: 'partner',
        header: 'Partner',
        width: 110,
        grow: 0,
        isRowHeader: true,
        sortValue: (row) => row.partner,
        cell: (row) => (
          <Anchor renderRoot={(props) => <Link to="/partners/$partner" params={{ partner: row.partner }} {...props} />} tabIndex={-1}>
            {row.partner}
          </Anchor>
        ),
      },
      {
        id: 'name',
        header: 'Name',
        width: 200,
        grow: 300,
        sortValue: (row) => nameOf.get(row.partner) ?? '',
        cell: (row) => <span>{nameOf.get(row.partner) ?? ''}</span>,
      },
      {
        id: 'kind',
        header: 'Stands as',
        width: 170,
        grow: 60,
        sortValue: (row) => (row.payablePaisa < 0 ? 0 : 1),
        cell: (row) => (row.payablePaisa < 0 ? 'Receivable (clawback)' : 'Payable'),
      },
      {
        id: 'payable',
        header: 'Balance',
        unit: 'PKR',
        width: 170,
        grow: 60,
        align: 'right',
        sortValue: (row) => row.payablePaisa,
        cell: (row) => (
          <Money
            paisa={row.payablePaisa}
            proof={
              month === null
                ? null
                : proofOf(
                    { kind: 'balance', partner: row.partner, asOf: month },
                    `Balance of ${nameOf.get(row.partner) ?? row.partner} after ${monthText(month)}`,
                  )
            }
          />
        ),
      },
    ],
    [month, nameOf],
  );
  return (
    <Page title="Balances" subtitle={month === null ? undefined : `after ${monthLong(month)}; partners with nothing due are left out`} fills>
      <LedgerGrid
        label="Balances"
        columns={columns}
        rows={query.data ?? []}
        rowId={(row) => row.partner}
        isLoading={query.data === undefined && query.error === null}
        error={query.error}
        onRetry={() => void query.refetch()}
        onOpen={(row) => void navigate({ to: '/partners/$partner', params: { partner: row.partner }, search: { tab: 'balances' } })}
        empty={<Empty kind="first" title={month === null ? 'No balances' : `No partner has a balance after ${monthLong(month)}`} />}
      />
    </Page>
  );
}
