import { Anchor, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type ProofRequest, proofOf } from '../../api/proofs.ts';
import { DateText, Masked, Money, rateWords, Stated } from '../../components/figures.tsx';
import { Facts, Section } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Empty } from '../../components/states.tsx';
import { monthText, plural, quarterText } from '../../format/format.ts';
import { newestFirst } from '../../format/order.ts';
import { HOLD_WORDS, humanize, STANDING_WORDS } from '../../format/words.ts';
import classes from './Partners.module.css';
import { type PartnerRecord, TierPath } from './TierPath.tsx';

interface TabProps {
  readonly record: PartnerRecord;
}

export function TierTab({ record }: TabProps): ReactNode {
  const counted = record.referrals.filter((referral) => referral.counts).length;
  return (
    <div className={classes.columns}>
      <Section title="Tier path">
        <TierPath partner={record} />
      </Section>
      <Section title="Referrals" note={`${counted} of ${plural(record.referrals.length, 'deal')} ${counted === 1 ? 'counts' : 'count'}`}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Signed</Table.Th>
              <Table.Th>Deal</Table.Th>
              <Table.Th>Client</Table.Th>
              <Table.Th>Counts</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {newestFirst(record.referrals, (referral) => referral.on).map((referral) => (
              <Table.Tr key={referral.code}>
                <Table.Td>
                  <DateText date={referral.on} />
                </Table.Td>
                <Table.Td>
                  <Anchor renderRoot={(props) => <Link to="/deals/$deal" params={{ deal: referral.code }} {...props} />}>{referral.code}</Anchor>
                </Table.Td>
                <Table.Td className={referral.counts ? undefined : (classes.struck ?? '')}>{referral.client}</Table.Td>
                <Table.Td>{referral.counts ? 'yes' : 'no longer'}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Section>
    </div>
  );
}

const BALANCE_FIGURES = ['accruedPaisa', 'adjustmentsPaisa', 'clawbackPaisa', 'paidPaisa'] as const;
const BALANCE_WORDS = { accruedPaisa: 'Accrued', adjustmentsPaisa: 'Adjustments', clawbackPaisa: 'Clawbacks', paidPaisa: 'Paid' } as const;

function monthProof(record: PartnerRecord, figure: (typeof BALANCE_FIGURES)[number], of: string): ProofRequest {
  const [from, to] = [of, of];
  return proofOf({ kind: 'partnerTotal', partner: record.partner, from, to, figure }, `${BALANCE_WORDS[figure]} of ${record.name} in ${monthText(of)}`);
}

export function BalancesTab({ record }: TabProps): ReactNode {
  if (record.balances.length === 0)
    return <Empty kind="first" title="Nothing posted for this partner yet" description="Lines are posted by closing a month." />;
  return (
    <Table maw={960}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Month</Table.Th>
          <Table.Th ta="right">Accrued PKR</Table.Th>
          <Table.Th ta="right">Adjustments PKR</Table.Th>
          <Table.Th ta="right">Clawbacks PKR</Table.Th>
          <Table.Th ta="right">Paid PKR</Table.Th>
          <Table.Th ta="right">Balance PKR</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {newestFirst(record.balances, (row) => row.month).map((row) => {
          const proof = proofOf({ kind: 'balance', partner: record.partner, asOf: row.month }, `Balance of ${record.name} after ${monthText(row.month)}`);
          return (
            <Table.Tr key={row.month}>
              <Table.Td>{monthText(row.month)}</Table.Td>
              {BALANCE_FIGURES.map((figure) => (
                <Table.Td key={figure} ta="right">
                  <Money paisa={row[figure]} proof={monthProof(record, figure, row.month)} />
                </Table.Td>
              ))}
              <Table.Td ta="right">
                <Money paisa={row.balancePaisa} strong proof={proof} />
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

const PAYOUT_FIGURES = [
  ['grossPaisa', 'Gross'],
  ['withholdingPaisa', 'Withholding'],
  ['netPaisa', 'Net'],
  ['carriedPaisa', 'Carried on'],
] as const;

export function PayoutsTab({ record }: TabProps): ReactNode {
  if (record.payouts.length === 0) return <Empty kind="first" title="No payout run has this partner yet" />;
  return (
    <Table maw={960}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Quarter</Table.Th>
          <Table.Th>State</Table.Th>
          {PAYOUT_FIGURES.map(([figure, label]) => (
            <Table.Th key={figure} ta="right">
              {label} PKR
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {newestFirst(record.payouts, (row) => row.quarter).map((row) => (
          <Table.Tr key={row.quarter}>
            <Table.Td>
              <Anchor renderRoot={(props) => <Link to="/payouts" search={{ quarter: row.quarter, peek: record.partner }} {...props} />}>
                {quarterText(row.quarter)}
              </Anchor>
            </Table.Td>
            <Table.Td>
              <StatusBadge area="payout" status={row.state} more={row.holdReason === null ? null : `${HOLD_WORDS[row.holdReason].word}.`} />
            </Table.Td>
            {PAYOUT_FIGURES.map(([figure, label]) => (
              <Table.Td key={figure} ta="right">
                <Money
                  paisa={row[figure]}
                  proof={proofOf({ kind: 'payout', quarter: row.quarter, partner: record.partner, figure }, `${label}, ${record.name}, ${row.quarter}`)}
                  strong={figure === 'netPaisa'}
                />
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

export function TermsTab({ record }: TabProps): ReactNode {
  return (
    <div className={classes.columns}>
      <Section title="Negotiated terms">
        {record.negotiatedTerms.length === 0 ? (
          <Text c="dimmed" mt={6}>
            None: the programme’s terms hold.
          </Text>
        ) : (
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>What</Table.Th>
                <Table.Th>From</Table.Th>
                <Table.Th>To</Table.Th>
                <Table.Th>Why, by whom</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {record.negotiatedTerms.map((term) => (
                <Table.Tr key={`${term.kind} ${term.from}`}>
                  <Table.Td>
                    {term.tier === null ? (
                      term.rateBps === null ? (
                        humanize(term.kind)
                      ) : (
                        <>
                          Rate <Stated>{rateWords(term.rateBps)}</Stated>
                        </>
                      )
                    ) : (
                      <StatusBadge area="tier" status={term.tier} />
                    )}
                  </Table.Td>
                  <Table.Td>
                    <DateText date={term.from} />
                  </Table.Td>
                  <Table.Td>{term.to === null ? 'open' : <DateText date={term.to} />}</Table.Td>
                  <Table.Td>
                    {term.reason}
                    <Text size="xs" c="dimmed">
                      {term.approver}
                      {term.document === null ? '' : `, ${term.document}`}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Section>
      <Section title="Tax standing" note="dated evidence, newest first">
        {record.standingEvidence.length === 0 ? (
          <Text c="dimmed" mt={6}>
            No evidence on file: treated as a non-filer.
          </Text>
        ) : (
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Checked on</Table.Th>
                <Table.Th>Standing</Table.Th>
                <Table.Th>How</Table.Th>
                <Table.Th>Exempt until</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {newestFirst(record.standingEvidence, (evidence) => evidence.checkedOn).map((evidence) => (
                <Table.Tr key={`${evidence.checkedOn} ${evidence.standing}`}>
                  <Table.Td>
                    <DateText date={evidence.checkedOn} />
                  </Table.Td>
                  <Table.Td>{STANDING_WORDS[evidence.standing]}</Table.Td>
                  <Table.Td>{evidence.method}</Table.Td>
                  <Table.Td>
                    <DateText date={evidence.exemptUntil} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Section>
    </div>
  );
}

export function DetailsTab({ record }: TabProps): ReactNode {
  return (
    <div style={{ maxWidth: 960 }}>
      <Section title="Contact">
        <Facts
          facts={[
            { label: 'Contact', value: [record.contactName, record.contactTitle].filter(Boolean).join(', ') || '–' },
            { label: 'Email', value: record.email ?? '–' },
            { label: 'Phone', value: record.phone ?? '–' },
            { label: 'City', value: [record.city, record.country].filter(Boolean).join(', ') },
            { label: 'Industry', value: record.industry ?? '–' },
            { label: 'Website', value: record.website ?? '–' },
          ]}
        />
      </Section>
      <Section title="Payment and tax">
        <Facts
          facts={[
            { label: 'Account title', value: record.bankTitle ?? '–' },
            { label: 'Bank', value: record.bankName ?? '–' },
            { label: 'IBAN', value: <Masked text={record.ibanMasked} /> },
            { label: 'NTN', value: <Masked text={record.ntn} /> },
            { label: 'CNIC', value: <Masked text={record.cnicMasked} /> },
          ]}
        />
      </Section>
      <Section title="Membership">
        <Facts
          facts={[
            { label: 'Joined', value: <DateText date={record.joinedOn} /> },
            { label: 'In this file since', value: <DateText date={record.openedOn} /> },
            { label: 'Tier held since', value: <DateText date={record.tierSince} /> },
            { label: 'Account manager', value: record.accountManager ?? '–' },
          ]}
        />
      </Section>
    </div>
  );
}
