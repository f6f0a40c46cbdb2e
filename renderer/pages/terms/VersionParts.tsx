import { Table, Text, Title } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { useProcedure } from '../../api/hooks.ts';
import { factsProof } from '../../api/proofs.ts';
import { Money, Stated, useMoneyWords } from '../../components/figures.tsx';
import { Section } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Answer } from '../../components/states.tsx';
import { dateText, plural } from '../../format/format.ts';
import { BEGINNING, type CompleteTerms, type DatedTerms, TERMS_GROUPS, type TermsChange, valueWords } from '../../format/terms.ts';
import classes from './Terms.module.css';

const ruleWords = (rule: string): string => (/^\d/.test(rule) ? `rule ${rule}` : rule);

/** What terms say differently from those before them, each with its rule. */
export function Changes({ changes, since }: { readonly changes: readonly TermsChange[]; readonly since: string | null }): ReactNode {
  const money = useMoneyWords();
  return (
    <Section
      title="What changes"
      note={since === null ? undefined : since === BEGINNING ? 'against the terms from the beginning' : `against the terms from ${dateText(since)}`}
    >
      {changes.length === 0 ? (
        <Text c="dimmed" mt="xs">
          {since === null ? 'The first terms: everything begins with them.' : 'Nothing: they say the same.'}
        </Text>
      ) : (
        <Table>
          <Table.Tbody>
            {changes.map(({ field, before, after }) => (
              <Table.Tr key={field.name}>
                <Table.Td>{field.label}</Table.Td>
                <Table.Td c="dimmed" ta="right">
                  <Stated>{valueWords(field, before, money)}</Stated>
                </Table.Td>
                <Table.Td w={24}>
                  <IconArrowRight size={14} aria-label="becomes" />
                </Table.Td>
                <Table.Td fw={600}>
                  <Stated>{valueWords(field, after, money)}</Stated>
                </Table.Td>
                <Table.Td ta="right" className={classes.rule}>
                  {ruleWords(field.rule)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Section>
  );
}

/** Every policy with its value; those that this version changed stand out. */
export function AllTerms({ terms, changed }: { readonly terms: CompleteTerms; readonly changed: ReadonlySet<string> }): ReactNode {
  const money = useMoneyWords();
  return (
    <Section title="All terms" note={changed.size === 0 ? undefined : `${plural(changed.size, 'value')} of them changed, marked`}>
      <div className={classes.groups}>
        {TERMS_GROUPS.map((group) => (
          <div key={group.title} className={classes.group}>
            <Title order={3} mt="xs">
              {group.title}
            </Title>
            <dl>
              {group.fields.map((field) => (
                <div key={field.name} className={classes.pair} data-changed={changed.has(field.name) || undefined}>
                  <dt>
                    {field.label}{' '}
                    <span className={classes.rule} data-rule>
                      {field.rule}
                    </span>
                  </dt>
                  <dd>
                    <Stated>{valueWords(field, field.read(terms), money)}</Stated>
                  </dd>
                </div>
              ))}
            </dl>
          </div>
        ))}
      </div>
    </Section>
  );
}

type Example = Output<'terms.examples'>[number];
type Figure = Example['figures'][number];

function Value({ value, title }: { readonly value: Figure['actual']; readonly title: string }): ReactNode {
  if ('tier' in value) return <StatusBadge area="tier" status={value.tier} />;
  return (
    <Money
      paisa={value.paisa}
      proof={factsProof(
        `example:${title}:${value.paisa}`,
        title,
        value.paisa,
        [],
        'Worked out under the terms shown, each line rounded on its own (section 11).',
      )}
    />
  );
}

/** The worked examples of the programme under these terms: what is stated, what they give, and whether the two agree. */
export function Examples({ terms }: { readonly terms: DatedTerms }): ReactNode {
  const query = useProcedure('terms.examples', { terms });
  return (
    <Answer query={query}>
      {(examples) => {
        const held = examples.filter((one) => one.holds).length;
        return (
          <Section
            title="Worked examples"
            note={
              held === examples.length ? `all ${held} hold` : `${held} of ${examples.length} hold; the others are meant to differ only if these terms mean to`
            }
          >
            <Table verticalSpacing={4} className={classes.examples}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Case</Table.Th>
                  <Table.Th>Figure</Table.Th>
                  <Table.Th ta="right">Programme PKR</Table.Th>
                  <Table.Th ta="right">These terms PKR</Table.Th>
                  <Table.Th>Result</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {examples.flatMap((one) =>
                  one.figures.map((figure, index) => (
                    <Table.Tr key={`${one.title} ${figure.label}`} data-more={index < one.figures.length - 1 || undefined}>
                      {index === 0 && <Table.Td rowSpan={one.figures.length}>{one.title}</Table.Td>}
                      <Table.Td className={classes.rule}>{figure.label}</Table.Td>
                      <Table.Td ta="right" c="dimmed">
                        <Value value={figure.expected} title={`${one.title}, ${figure.label.toLowerCase()}: as stated`} />
                      </Table.Td>
                      <Table.Td ta="right">
                        <Value value={figure.actual} title={`${one.title}, ${figure.label.toLowerCase()}: under these terms`} />
                      </Table.Td>
                      <Table.Td>{index === 0 && <StatusBadge area="example" status={one.holds ? 'holds' : 'differs'} more={`Rule ${one.rule}.`} />}</Table.Td>
                    </Table.Tr>
                  )),
                )}
              </Table.Tbody>
            </Table>
          </Section>
        );
      }}
    </Answer>
  );
}
