import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { type IsoDate, isoDate } from '../../../src/shared/calendar.ts';
import { useSeen } from '../../api/conflicts.ts';
import { useCommand, useProcedure } from '../../api/hooks.ts';
import { rehearsedProof } from '../../api/proofs.ts';
import { Money, Rate } from '../../components/figures.tsx';
import { notice } from '../../components/Notice.tsx';
import { Facts } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { plainMoney } from '../../format/format.ts';
import { RATE_SOURCE_WORDS } from '../../format/words.ts';
import { EntryForm } from '../../forms/EntryForm.tsx';
import { DEAL_GROUPS } from '../../forms/entry-fields.ts';
import type { EntryTexts } from '../../forms/entry-values.ts';

type Deal = Output<'deals.get'>;

const DRY_RUN = 'From a dry run of the registration itself; nothing is stored until it is saved.';

function textsOf(record: Deal): EntryTexts {
  return {
    code: record.deal,
    partner_code: record.partner,
    client: record.client,
    contract_type: record.contractType,
    signed_on: record.signedOn,
    start_on: record.startOn,
    contract_value: plainMoney(record.contractValuePaisa),
    expected_monthly_billing: record.expectedMonthlyPaisa === null ? '' : plainMoney(record.expectedMonthlyPaisa),
    duration_months: record.durationMonths === null ? '' : String(record.durationMonths),
    rate_percent: record.rateSource === 'deal' ? plainMoney(record.rateBps) : '',
    rate_reason: record.ownRateReason ?? '',
  };
}

/** Tier and rate that the deal would get, from a dry run of the registration itself (1.3, 1.6). */
function Outcome({ values }: { readonly values: Record<string, string> }): ReactNode {
  const [settled] = useDebouncedValue(values, 400);
  const dryRun = useProcedure('deals.enter', { values: settled, isNew: true, dryRun: true }, { enabled: Object.keys(settled).length > 0, keep: true });
  if (Object.keys(settled).length === 0)
    return (
      <Text size="sm" c="dimmed">
        Once the contract and its value are filled in, tier and rate are worked out here.
      </Text>
    );
  if (dryRun.data === undefined || dryRun.error !== null)
    return (
      <Text size="sm" c="dimmed">
        {dryRun.error?.message ?? 'Working out tier and rate…'}
      </Text>
    );
  return (
    <Facts
      facts={[
        { label: 'Tier with this deal', value: <StatusBadge area="tier" status={dryRun.data.tier} /> },
        {
          label: 'Rate',
          value: (
            <>
              <Rate bps={dryRun.data.rateBps} proof={rehearsedProof('deal:rate', 'Rate of this deal', { bps: dryRun.data.rateBps }, DRY_RUN, '1.6')} />
              <Text span c="dimmed">
                {RATE_SOURCE_WORDS[dryRun.data.rateSource]}
              </Text>
            </>
          ),
        },
        {
          label: dryRun.data.worked.per === 'month' ? 'Commission of a month as expected, PKR' : 'Commission at completion, PKR',
          value: (
            <Money
              paisa={dryRun.data.worked.commissionPaisa}
              strong
              proof={rehearsedProof('deal:worked', 'Commission of this deal', { paisa: dryRun.data.worked.commissionPaisa }, DRY_RUN, '2.5')}
            />
          ),
        },
      ]}
    />
  );
}

/** Registers a deal (2.5), or changes what of it may still change. */
export function DealForm({
  record: current,
  partner,
  today,
  onClose,
}: {
  readonly record: Deal | null;
  readonly partner?: string;
  readonly today: string;
  readonly onClose: () => void;
}): ReactNode {
  const record = useSeen(current);
  const command = useCommand('deals.enter');
  const navigate = useNavigate();
  const submit = async (values: Record<string, string>): Promise<boolean> => {
    const answer = await command.run({ values, ...(record === null ? { isNew: true } : { version: record.version }) });
    if (answer === null) return false;
    notice(record === null ? `${answer.deal} is registered at ${answer.rateBps / 100} %. Ctrl+Z takes it back.` : `${answer.deal} is changed.`);
    onClose();
    if (record === null) void navigate({ to: '/deals/$deal', params: { deal: answer.deal } });
    return true;
  };
  const on: IsoDate = isoDate(today);
  return (
    <EntryForm
      title={record === null ? 'Register a deal' : `Change ${record.deal}`}
      form="deal"
      subject={record?.deal ?? ''}
      groups={DEAL_GROUPS}
      initial={record === null ? { partner_code: partner ?? '' } : textsOf(record)}
      today={on}
      isKnown={record !== null}
      submitLabel={record === null ? 'Register' : 'Save'}
      isRunning={command.isRunning}
      error={command.error}
      {...(record === null ? { outcome: (values: Record<string, string>) => <Outcome values={values} /> } : {})}
      onSubmit={submit}
      onClose={onClose}
    />
  );
}
