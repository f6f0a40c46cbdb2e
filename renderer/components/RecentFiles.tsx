import { Badge, Button, Group, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Output } from '../../src/contract/index.ts';
import { useCommand } from '../api/hooks.ts';
import { instantText } from '../format/format.ts';
import { ErrorPanel } from './states.tsx';

type Recent = Output<'files.recent'>[number];

/** Files opened here before; one that is gone is said to be, and can be taken off the list. */
export function RecentFiles({ recents, onOpened }: { readonly recents: readonly Recent[]; readonly onOpened: () => void }): ReactNode {
  const open = useCommand('files.open');
  const forget = useCommand('files.forget');
  const run = async (recent: string): Promise<void> => {
    const done = await open.run({ recent });
    if (done !== null && done.path !== null) onOpened();
  };
  return (
    <>
      <Table maw={1240} aria-label="Recent files">
        <Table.Tbody>
          {recents.map((recent) => (
            <Table.Tr key={recent.path}>
              <Table.Td>
                <Group gap={8} wrap="nowrap">
                  <Text fw={500} {...(recent.state === 'missing' ? { c: 'dimmed' } : {})} truncate title={recent.path}>
                    {recent.name}
                  </Text>
                  {recent.isSample && (
                    <Badge size="sm" variant="light" color="yellow" radius="sm" tt="none" c="var(--pd-warn)" bg="var(--pd-warn-bg)">
                      Sample
                    </Badge>
                  )}
                </Group>
                <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {recent.path}
                </Text>
              </Table.Td>
              <Table.Td w={170} c="dimmed">
                {recent.state === 'open' ? 'Open now' : recent.state === 'missing' ? 'Gone from there' : `Opened ${instantText(recent.openedAt).slice(0, 11)}`}
              </Table.Td>
              <Table.Td w={110} ta="right">
                {recent.state === 'there' && (
                  <Button variant="default" loading={open.isRunning} onClick={() => void run(recent.path)} aria-label={`Open ${recent.name}`}>
                    Open
                  </Button>
                )}
                {recent.state === 'missing' && (
                  <Button
                    variant="subtle"
                    color="gray"
                    onClick={() => void forget.run({ recent: recent.path })}
                    aria-label={`Take ${recent.name} off the list`}
                  >
                    Forget it
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {open.error !== null && <ErrorPanel error={open.error} />}
    </>
  );
}
