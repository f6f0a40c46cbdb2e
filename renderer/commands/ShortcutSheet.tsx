import { Modal, SimpleGrid, Switch, Table, Text, TextInput, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { KeyCaps } from '../components/Keys.tsx';
import { changeSettings, useSettings } from '../settings/settings.ts';
import { COMMANDS, type Command } from './registry.ts';
import { isValidHere, keysHere } from './validity.ts';

const IN_ORDER: readonly { title: string; has: (command: Command) => boolean }[] = [
  { title: 'On a screen', has: (command) => command.group === 'Do' },
  { title: 'In a list', has: (command) => command.scope === 'grid' },
  { title: 'Go to', has: (command) => command.group === 'Go to' },
  { title: 'View', has: (command) => command.group === 'View' },
];

/** Made from the registry that binds the keys: what it says is what they do, here and in this shell. */
export function ShortcutSheet({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }): ReactNode {
  const [text, setText] = useState('');
  const { letterKeys } = useSettings();
  const wanted = text.trim().toLowerCase();
  const [isEverywhere, setEverywhere] = useState(false);
  const shown = COMMANDS.filter(
    (command) =>
      (isEverywhere || isValidHere(command)) &&
      `${command.title} ${command.where} ${command.words ?? ''} ${keysHere(command).join(' ')}`.toLowerCase().includes(wanted),
  );
  return (
    <Modal opened={opened} onClose={onClose} title={<Text fw={600}>Keyboard shortcuts</Text>} size={860}>
      <TextInput
        aria-label="Search shortcuts"
        placeholder="Search"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
        mb="sm"
      />
      <SimpleGrid cols={2} spacing="xl" verticalSpacing="md">
        {IN_ORDER.map(({ title, has }) => {
          const commands = shown.filter(has);
          if (commands.length === 0) return null;
          return (
            <section key={title} aria-label={title}>
              <Title order={3} mb={4}>
                {title}
              </Title>
              <Table verticalSpacing={4} horizontalSpacing={4}>
                <Table.Tbody>
                  {commands.map((command) => (
                    <Table.Tr key={command.id}>
                      <Table.Td>
                        {command.title}
                        {title === 'On a screen' && (
                          <Text span size="xs" c="dimmed">
                            {' '}
                            {command.where}
                          </Text>
                        )}
                      </Table.Td>
                      <Table.Td ta="right">
                        {keysHere(command).length === 0 ? <Text size="xs">palette</Text> : keysHere(command).map((keys) => <KeyCaps key={keys} keys={keys} />)}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </section>
          );
        })}
      </SimpleGrid>
      {shown.length === 0 && (
        <Text c="dimmed" role="status">
          No shortcut has these words.
        </Text>
      )}
      <Switch mt="md" label="Those of other screens too" checked={isEverywhere} onChange={(event) => setEverywhere(event.currentTarget.checked)} />
      <Switch
        mt="xs"
        label="Single-letter keys act on the list in focus"
        checked={letterKeys}
        onChange={(event) => changeSettings({ letterKeys: event.currentTarget.checked })}
      />
    </Modal>
  );
}
