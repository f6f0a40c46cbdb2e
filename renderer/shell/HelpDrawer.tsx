import { Anchor, Drawer, Text } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import { createElement, Fragment, type ReactNode } from 'react';
import { useProcedure } from '../api/hooks.ts';
import { runCommand } from '../commands/keys.ts';
import { useMoneyWords } from '../components/figures.tsx';
import { KeyCaps } from '../components/Keys.tsx';
import { dateText } from '../format/format.ts';
import { BEGINNING, type CompleteTerms, inForceOn, TERMS_FIELDS, valueWords } from '../format/terms.ts';
import { topicOf } from '../help/index.ts';
import type { HelpTopic } from '../help/topic.ts';
import classes from './HelpDrawer.module.css';
import { useToday } from './today.ts';

/** A rule with what the terms in force say put in; without them the place stays open. */
function RuleText({ text, terms }: { readonly text: string; readonly terms: CompleteTerms | undefined }): ReactNode {
  const money = useMoneyWords();
  const say = (name: string): string => {
    const field = TERMS_FIELDS.find((one) => one.name === name);
    if (field === undefined || terms === undefined) return '…';
    const words = valueWords(field, field.read(terms), money);
    return field.kind === 'choice' || field.kind === 'switch' ? words.slice(0, 1).toLowerCase() + words.slice(1) : words;
  };
  const parts = text.split(/\{([^}]+)\}/).map((part, index) => (index % 2 === 0 ? part : createElement('strong', null, say(part))));
  return createElement(Fragment, null, ...parts);
}

function Topic({ topic, onClose }: { readonly topic: HelpTopic; readonly onClose: () => void }): ReactNode {
  const versions = useProcedure('terms.list', {});
  const today = useToday();
  const terms = versions.data === undefined || today === null ? undefined : inForceOn(versions.data, today);
  return (
    <>
      <Text c="dimmed">{topic.lead}</Text>
      <dl className={classes.rules}>
        {topic.rules.map(({ rule, text }) => (
          <div key={text} className={classes.rule}>
            <dt>{rule}</dt>
            <dd>
              <RuleText text={text} terms={terms} />
            </dd>
          </div>
        ))}
      </dl>
      <Text size="xs" c="dimmed">
        {terms === undefined ? '' : `With the terms in force${terms.effectiveFrom === BEGINNING ? '' : ` since ${dateText(terms.effectiveFrom)}`}.`}
      </Text>
      <Text size="xs" mt={4}>
        <Link to="/terms" onClick={onClose}>
          All terms
        </Link>
      </Text>
      <Text size="xs" c="dimmed" mt={4}>
        <Anchor
          component="button"
          type="button"
          size="xs"
          onClick={() => {
            onClose();
            runCommand('view.shortcuts');
          }}
        >
          Keyboard shortcuts
        </Anchor>{' '}
        <KeyCaps keys="?" />
      </Text>
    </>
  );
}

/** F1: the rules behind the screen at hand, with the terms in force. */
export function HelpDrawer({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }): ReactNode {
  const path = useLocation({ select: (location) => location.pathname });
  const topic = topicOf(path);
  return (
    <Drawer
      opened={opened && topic !== undefined}
      onClose={onClose}
      position="right"
      size={440}
      overlayProps={{ backgroundOpacity: 0.12 }}
      title={<Text fw={600}>{`Help · ${topic?.title ?? ''}`}</Text>}
      closeButtonProps={{ 'aria-label': 'Close help' }}
      styles={{ header: { minHeight: 48, paddingBlock: 8 } }}
    >
      {topic !== undefined && <Topic topic={topic} onClose={onClose} />}
    </Drawer>
  );
}
