import { Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { useCommand } from '../../api/hooks.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { CommandButton } from '../../components/Keys.tsx';
import { notice } from '../../components/Notice.tsx';
import { plural, quarterText } from '../../format/format.ts';

type List = Output<'statements.list'>;

function whyNot(list: List, waiting: number): string | null {
  if (list.statementOn === null) return 'Statements are issued of an approved run.';
  return waiting === 0 ? 'Every statement of this quarter is issued.' : null;
}

/** Issues what is still a draft: from then on each bears the names and accounts of today (6.5). */
export function IssueStatements({ list }: { readonly list: List }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const issue = useCommand('statements.issue');
  const waiting = list.rows.filter(({ revision }) => revision === 0).length;
  const disabledReason = whyNot(list, waiting);
  useCommandHandlers({ 'statements.issue': () => disabledReason === null && setAsking(true) });
  const confirm = async (): Promise<void> => {
    const answer = await issue.run({ quarter: list.quarter });
    if (answer === null) return;
    setAsking(false);
    notice(`${plural(answer.issued, 'statement')} of ${quarterText(list.quarter)} ${answer.issued === 1 ? 'is' : 'are'} issued.`);
  };
  return (
    <>
      <CommandButton command="statements.issue" disabledReason={disabledReason}>
        Issue the statements
      </CommandButton>
      <ConfirmDialog
        opened={isAsking}
        title={`Issue: ${quarterText(list.quarter)}`}
        confirmLabel="Issue"
        consequences={
          <Text>
            {plural(waiting, 'statement')} will bear the names, numbers and accounts of today and stay as they are. A change after that is issued again, with a
            mark of what changed.
          </Text>
        }
        isRunning={issue.isRunning}
        error={issue.error}
        onConfirm={() => void confirm()}
        onClose={() => {
          issue.reset();
          setAsking(false);
        }}
      />
    </>
  );
}
