import { Select, Switch, Table, Text, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import { TIERS } from '../../../src/shared/vocab.ts';
import { Stated, useMoneyWords } from '../../components/figures.tsx';
import { Section } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { formKey, TERMS_GROUPS, type TermsField, UNIT_WORDS, valueWords } from '../../format/terms.ts';
import classes from './Terms.module.css';
import type { Version } from './TermsPage.tsx';

export type DraftFormValues = Record<string, string> & { effectiveFrom: string; reason: string };
type Form = UseFormReturnType<DraftFormValues>;

interface FieldProps {
  readonly field: TermsField;
  readonly form: Form;
  readonly base: Version | undefined;
  readonly isChanged: boolean;
  /** In a table the column says what it is. */
  readonly bare?: boolean;
}

function Unit({ of }: { readonly of: TermsField }): ReactNode {
  const unit = UNIT_WORDS[of.kind];
  return unit === undefined ? null : (
    <Text size="xs" c="dimmed" span style={{ whiteSpace: 'nowrap' }}>
      {unit}
    </Text>
  );
}

const UNIT_WIDTHS: Readonly<Record<string, number>> = { '%': 26, PKR: 40, days: 42, hours: 46, referrals: 66, 'business days': 96 };

function Input({ field, form, bare }: FieldProps): ReactNode {
  const key = formKey(field.name);
  const label =
    bare === true
      ? { 'aria-label': field.label }
      : {
          label: (
            <>
              {field.label}{' '}
              <span className={classes.rule} data-rule>
                {field.rule}
              </span>
            </>
          ),
        };
  if (field.kind === 'switch')
    return (
      <Switch {...label} checked={form.values[key] === 'true'} onChange={(event) => form.setFieldValue(key, String(event.currentTarget.checked))} mt={22} />
    );
  if (field.kind === 'choice')
    return (
      <Select
        {...label}
        data={Object.entries(field.options ?? {}).map(([value, word]) => ({ value, label: word }))}
        allowDeselect={false}
        {...form.getInputProps(key)}
      />
    );
  const unit = UNIT_WORDS[field.kind] ?? '';
  return (
    <TextInput
      {...label}
      inputMode={field.kind === 'money' ? 'text' : 'decimal'}
      autoComplete="off"
      placeholder={field.kind === 'optionalRate' ? 'by law' : ''}
      rightSection={<Unit of={field} />}
      rightSectionWidth={UNIT_WIDTHS[unit] ?? 40}
      rightSectionPointerEvents="none"
      styles={{ input: { textAlign: 'right' } }}
      {...form.getInputProps(key)}
    />
  );
}

function Field(props: FieldProps): ReactNode {
  const money = useMoneyWords();
  const { field, base, isChanged } = props;
  return (
    <div className={classes.field} data-changed={isChanged || undefined}>
      <Input {...props} />
      <div className={classes.inForce}>
        {isChanged && base !== undefined ? (
          <Stated>in force: {valueWords(field, field.read(base), money)}</Stated>
        ) : props.bare === true ? (
          ''
        ) : (
          (field.hint ?? '')
        )}
      </div>
    </div>
  );
}

function TierTable({
  fields,
  ...rest
}: {
  readonly fields: readonly TermsField[];
  readonly form: Form;
  readonly base: Version | undefined;
  readonly changed: ReadonlySet<string>;
}): ReactNode {
  return (
    <Table className={classes.tierTable} horizontalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Tier</Table.Th>
          <Table.Th>From</Table.Th>
          <Table.Th>Rate</Table.Th>
          <Table.Th>Co-op a year</Table.Th>
          <Table.Th>Response</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {TIERS.map((tier) => (
          <Table.Tr key={tier}>
            <Table.Td pt={10}>
              <StatusBadge area="tier" status={tier} />
            </Table.Td>
            {fields
              .filter((field) => field.name.startsWith(`tiers.${tier}.`))
              .map((field) => (
                <Table.Td key={field.name}>
                  <Field field={field} form={rest.form} base={rest.base} isChanged={rest.changed.has(field.name)} bare />
                </Table.Td>
              ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Every policy, grouped; what differs from the terms in force is marked and says what it was. */
export function TermsForm({
  form,
  base,
  changed,
}: {
  readonly form: Form;
  readonly base: Version | undefined;
  readonly changed: ReadonlySet<string>;
}): ReactNode {
  return (
    <form onSubmit={(event) => event.preventDefault()} aria-label="Terms">
      <Section title="From when, and why">
        <div className={classes.fields}>
          <TextInput label="Begin on" data-autofocus autoFocus autoComplete="off" placeholder="1-Oct-2026" {...form.getInputProps('effectiveFrom')} />
          <Textarea label="Reason" rows={1} autosize minRows={1} maxRows={4} {...form.getInputProps('reason')} />
        </div>
      </Section>
      {TERMS_GROUPS.map((group) => (
        <Section key={group.title} title={group.title} note={group.note}>
          {group.title === 'Tiers' ? (
            <TierTable fields={group.fields} form={form} base={base} changed={changed} />
          ) : (
            <div className={classes.fields}>
              {group.fields.map((field) => (
                <Field key={field.name} field={field} form={form} base={base} isChanged={changed.has(field.name)} />
              ))}
            </div>
          )}
        </Section>
      ))}
    </form>
  );
}
