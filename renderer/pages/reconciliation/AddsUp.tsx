import { Button, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { isMonth } from '../../../src/shared/calendar.ts';
import { useProcedure } from '../../api/hooks.ts';
import { billingProof, type ProofRequest, sumProof } from '../../api/proofs.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { Money } from '../../components/figures.tsx';
import { notice } from '../../components/Notice.tsx';
import { Ladder, Section } from '../../components/Page.tsx';
import { Answer } from '../../components/states.tsx';
import { monthText, plural } from '../../format/format.ts';
import { rememberReason } from '../../forms/recent-reasons.ts';
import type { ReconcileRow } from './columns.tsx';

type Found = Output<'reconciliation.addsUp'>['sets'][number];
type Line = Found['lines'][number];

const NEAR_WORDS: Readonly<Record<Found['near'], string>> = {
  deal: 'On this deal',
  client: 'Of the same client',
  partner: 'Of the same partner',
  other: 'Elsewhere',
};

const asReason = (found: Found): string =>
  `Billed as ${found.lines.map((line) => `${line.invoiceNo} on ${line.deal}, ${monthText(line.period)}`).join(' and ')}`;

const proofOfLine = (line: Line): ProofRequest => billingProof(line.deal, line.invoiceNo);

function FoundSet({ found }: { readonly found: Found }): ReactNode {
  const offer = (): void => {
    rememberReason('reconcile', asReason(found));
    notice('Offered as a reason: it stands under the reason field of Explain.');
  };
  const key = `adds-up:${found.lines.map((line) => `${line.deal} ${line.invoiceNo}`).join('|')}`;
  return (
    <div>
      <Text size="xs" c="dimmed">
        {NEAR_WORDS[found.near]}
      </Text>
      <Ladder
        rows={[
          ...found.lines.map((line) => ({
            label: line.invoiceNo,
            note: (
              <Link to="/deals/$deal" params={{ deal: line.deal }}>
                {line.deal}, {monthText(line.period)}
              </Link>
            ),
            value: <Money paisa={line.amountPaisa} proof={proofOfLine(line)} />,
          })),
          {
            label: 'Together',
            strong: true,
            value: (
              <Money
                paisa={found.sumPaisa}
                proof={sumProof(
                  key,
                  'Lines that add up to the difference',
                  found.sumPaisa,
                  found.lines.map((line) => ({ label: `${line.invoiceNo} on ${line.deal}`, paisa: line.amountPaisa, ask: proofOfLine(line) })),
                )}
              />
            ),
          },
        ]}
      />
      <Button size="compact-xs" variant="subtle" onClick={offer}>
        Offer as a reason
      </Button>
    </div>
  );
}

function Sets({ row, month }: { readonly row: ReconcileRow; readonly month: string }): ReactNode {
  const query = useProcedure('reconciliation.addsUp', { deal: row.deal, month: isMonth(month) ? month : '' });
  return (
    <Answer query={query} rows={3}>
      {(answer) =>
        answer.sets.length === 0 ? (
          <Text c="dimmed">No set of up to four open lines adds up to it; {plural(answer.considered, 'line')} looked at.</Text>
        ) : (
          <Stack gap="md">
            {answer.sets.map((found) => (
              <FoundSet key={found.lines.map((line) => `${line.deal} ${line.invoiceNo}`).join('|')} found={found} />
            ))}
          </Stack>
        )
      }
    </Answer>
  );
}

/** Which open lines add up to the difference: a suggestion to look at, nothing is worked by it (section 4). */
export function AddsUp({ row, month }: { readonly row: ReconcileRow; readonly month: string }): ReactNode {
  const [asked, setAsked] = useState(false);
  useCommandHandlers({ 'reconcile.addsUp': () => setAsked(true) });
  return (
    <Section title="What adds up to this?">
      {asked ? (
        <Sets row={row} month={month} />
      ) : (
        <Button size="xs" variant="default" title="W" onClick={() => setAsked(true)}>
          Look among open lines
        </Button>
      )}
    </Section>
  );
}
