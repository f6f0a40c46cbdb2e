import { useLocation, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useCommandHandlers } from '../commands/keys.ts';
import { visited } from '../commands/recents.ts';
import { notice, warningNotice } from '../components/Notice.tsx';
import { cyclePane } from './panes.ts';

/** The address of what is on the screen, with its filter, sort and period: opens in a running application, and only shows. */
export function linkHere(hash: string): string {
  const path = hash.replace(/^#?\/?/, '');
  return `partnerdesk://go/${path === '' || path.startsWith('?') ? `today${path}` : path}`;
}

function copyLink(): void {
  const link = linkHere(window.location.hash);
  navigator.clipboard.writeText(link).then(
    () => notice(`Copied ${link}`),
    () => warningNotice(`The clipboard refused. The link is ${link}`),
  );
}

/** Back and forward, from part to part of the window, and the link to where one is. */
export function useMoving(): void {
  const path = useLocation({ select: (location) => location.pathname });
  useEffect(() => visited(path), [path]);
  const { history } = useRouter();
  useCommandHandlers({
    'view.back': () => history.back(),
    'view.forward': () => history.forward(),
    'view.pane': () => cyclePane(1),
    'view.paneBack': () => cyclePane(-1),
    'view.copyLink': copyLink,
  });
}
