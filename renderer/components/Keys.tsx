import { Button, type ButtonProps, Kbd, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { runCommand } from '../commands/keys.ts';
import { commandById } from '../commands/registry.ts';

export function KeyCaps({ keys }: { readonly keys: string }): ReactNode {
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      {keys.split(' ').map((stroke) => (
        <Kbd key={stroke} size="xs" mr={3}>
          {stroke.replace('Arrow', '')}
        </Kbd>
      ))}
    </span>
  );
}

export interface CommandButtonProps extends ButtonProps {
  readonly command: string;
  readonly children?: ReactNode;
  /** Why it cannot be done now; the button then stays and says so. */
  readonly disabledReason?: string | null | undefined;
  /** For a button without a command of its own. */
  readonly label?: string;
  readonly onRun?: () => void;
}

/** A button that runs a command of the registry, and so shows its key. */
export function CommandButton({ command, children, disabledReason, label: ownLabel, onRun, ...rest }: CommandButtonProps): ReactNode {
  const known = commandById(command);
  const isOff = disabledReason !== null && disabledReason !== undefined;
  const label = isOff ? disabledReason : (ownLabel ?? `${known?.title ?? command}${known?.keys[0] === undefined ? '' : ` (${known.keys[0]})`}`);
  return (
    <Tooltip label={label}>
      <Button
        {...rest}
        {...(isOff ? { 'data-disabled': true, 'aria-disabled': true } : {})}
        onClick={(event) => {
          if (isOff) event.preventDefault();
          else if (onRun !== undefined) onRun();
          else runCommand(command);
        }}
      >
        {children ?? known?.title}
      </Button>
    </Tooltip>
  );
}
