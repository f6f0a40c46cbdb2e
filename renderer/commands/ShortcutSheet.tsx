import { Modal, SimpleGrid, Switch, Table, Text, TextInput, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { KeyCaps } from '../components/Keys.tsx';
import { changeSettings, useSettings } from '../settings/settings.ts';
import { COMMANDS, type Command } from './registry.ts';

const IN_ORDER: readonly { title: string; has: (command: Command) => boolean }[] = [
  { title: 'Go to', has: (command) => command.group === 'Go to' },
  { title: 'In a list', has: (command) => command.scope === 'grid' },
  { title: 'View', has: (command) => command.group === 'View' },
  { title: 'On a screen', has: (command) => command.group === 'Do' },
];

/** Made from the registry that binds the keys: what it says is what they do. */
export function ShortcutSheet({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }): ReactNode {
  const [text, setText] = useState('');
  const { letterKeys } = useSettings();
  const wanted = text.trim().toLowerCase();
  const shown = COMMANDS.filter(
    (command) => command.keys.length > 0 && `${command.title} ${command.where} ${command.words ?? ''} ${command.keys.join(' ')}`.toLowerCase().includes(wanted),
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
                        {command.keys.map((keys) => (
                          <KeyCaps key={keys} keys={keys} />
                        ))}
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
      <Switch
        mt="md"
        label="Single-letter keys act on the list in focus"
        checked={letterKeys}
        onChange={(event) => changeSettings({ letterKeys: event.currentTarget.checked })}
      />
    </Modal>
  );
}
