import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { isoDate } from '../../../src/shared/calendar.ts';
import { useSeen } from '../../api/conflicts.ts';
import { useCommand } from '../../api/hooks.ts';
import { notice } from '../../components/Notice.tsx';
import { EntryForm } from '../../forms/EntryForm.tsx';
import { NEGOTIATED_GROUPS, PARTNER_GROUPS } from '../../forms/entry-fields.ts';
import type { EntryTexts } from '../../forms/entry-values.ts';
import type { PartnerRecord } from './TierPath.tsx';

/** Identity and bank numbers are shown masked, so the form holds none: an empty field keeps what is stored. */
function textsOf(record: PartnerRecord): EntryTexts {
  return {
    code: record.partner,
    name: record.name,
    kind: record.kind,
    joined_on: record.joinedOn,
    status: record.status,
    account_manager: record.accountManager ?? '',
    contact_name: record.contactName ?? '',
    contact_title: record.contactTitle ?? '',
    email: record.email ?? '',
    phone: record.phone ?? '',
    city: record.city ?? '',
    industry: record.industry ?? '',
    website: record.website ?? '',
    bank_title: record.bankTitle ?? '',
    bank_name: record.bankName ?? '',
  };
}

interface FormProps {
  readonly today: string;
  readonly onClose: () => void;
}

/** Takes a partner on, or changes one (1.7, 6.4). */
export function PartnerForm({ record: current, today, onClose }: FormProps & { readonly record: PartnerRecord | null }): ReactNode {
  const record = useSeen(current);
  const command = useCommand('partners.enter');
  const navigate = useNavigate();
  const submit = async (values: Record<string, string>): Promise<boolean> => {
    const answer = await command.run({ values, ...(record === null ? { isNew: true } : { version: record.version }) });
    if (answer === null) return false;
    notice(answer.isNew ? `${answer.partner} is taken on.` : `${answer.partner} is changed.`);
    onClose();
    if (answer.isNew) void navigate({ to: '/partners/$partner', params: { partner: answer.partner } });
    return true;
  };
  return (
    <EntryForm
      title={record === null ? 'New partner' : `Change ${record.name}`}
      form="partner"
      subject={record?.partner ?? ''}
      groups={PARTNER_GROUPS}
      initial={record === null ? { joined_on: today, status: 'active' } : textsOf(record)}
      today={isoDate(today)}
      isKnown={record !== null}
      submitLabel={record === null ? 'Take on' : 'Save'}
      isRunning={command.isRunning}
      error={command.error}
      onSubmit={submit}
      onClose={onClose}
    />
  );
}

/** Records a negotiated tier or rate (1.6). */
export function NegotiateForm({ record: current, today, onClose }: FormProps & { readonly record: PartnerRecord }): ReactNode {
  const record = useSeen(current);
  const command = useCommand('partners.negotiate');
  const submit = async (values: Record<string, string>): Promise<boolean> => {
    const answer = await command.run({ values: { ...values, partner_code: record.partner }, version: record.version });
    if (answer === null) return false;
    notice(`What was agreed with ${record.name} is recorded.`);
    onClose();
    return true;
  };
  return (
    <EntryForm
      title={`Negotiated terms of ${record.name}`}
      form="negotiated"
      subject={record.partner}
      groups={NEGOTIATED_GROUPS}
      initial={{ from: today }}
      today={isoDate(today)}
      isKnown={false}
      submitLabel="Record"
      isRunning={command.isRunning}
      error={command.error}
      onSubmit={submit}
      onClose={onClose}
    />
  );
}
