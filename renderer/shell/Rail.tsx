import { Tooltip, VisuallyHidden } from '@mantine/core';
import {
  type Icon,
  IconArrowBackUp,
  IconArrowsExchange,
  IconBook2,
  IconBriefcase,
  IconBuildingStore,
  IconCalendarCheck,
  IconCalendarEvent,
  IconDatabase,
  IconFileCertificate,
  IconFileImport,
  IconFlag,
  IconHistory,
  IconHome,
  IconListCheck,
  IconListDetails,
  IconReceipt,
  IconScale,
  IconShieldCheck,
  IconStairsUp,
  IconUsers,
  IconWallet,
} from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useProcedure } from '../api/hooks.ts';
import { commandById } from '../commands/registry.ts';
import { Tally } from '../components/figures.tsx';
import { useSettings } from '../settings/settings.ts';
import { QUEUE_SCREENS } from './queues.ts';
import classes from './Shell.module.css';

interface RailLink {
  readonly to:
    | '/'
    | '/queue'
    | '/partners'
    | '/tiers'
    | '/deals'
    | '/close'
    | '/imports'
    | '/reconcile'
    | '/exceptions'
    | '/ledger'
    | '/journal'
    | '/payouts'
    | '/statements'
    | '/balances'
    | '/verify'
    | '/file'
    | '/users'
    | '/acts'
    | '/audit'
    | '/terms'
    | '/calendar';
  readonly word: string;
  readonly icon: Icon;
  readonly command: string;
}

const GROUPS: readonly { title: string; links: readonly RailLink[] }[] = [
  {
    title: 'Home',
    links: [
      { to: '/', word: 'Today', icon: IconHome, command: 'go.today' },
      { to: '/queue', word: 'Work queue', icon: IconListCheck, command: 'go.queue' },
    ],
  },
  {
    title: 'Partners',
    links: [
      { to: '/partners', word: 'Partners', icon: IconBuildingStore, command: 'go.partners' },
      { to: '/tiers', word: 'Tiers', icon: IconStairsUp, command: 'go.tiers' },
      { to: '/deals', word: 'Deals', icon: IconBriefcase, command: 'go.deals' },
    ],
  },
  {
    title: 'Close',
    links: [
      { to: '/close', word: 'Close', icon: IconCalendarCheck, command: 'go.close' },
      { to: '/imports', word: 'Import', icon: IconFileImport, command: 'go.imports' },
      { to: '/reconcile', word: 'Reconcile', icon: IconArrowsExchange, command: 'go.reconcile' },
      { to: '/exceptions', word: 'Exceptions', icon: IconFlag, command: 'go.exceptions' },
      { to: '/ledger', word: 'Accruals', icon: IconListDetails, command: 'go.ledger' },
      { to: '/journal', word: 'Journal', icon: IconBook2, command: 'go.journal' },
    ],
  },
  {
    title: 'Payouts',
    links: [
      { to: '/payouts', word: 'Payout run', icon: IconWallet, command: 'go.payouts' },
      { to: '/statements', word: 'Statements', icon: IconReceipt, command: 'go.statements' },
      { to: '/balances', word: 'Balances', icon: IconScale, command: 'go.balances' },
    ],
  },
  {
    title: 'Setup',
    links: [
      { to: '/terms', word: 'Terms', icon: IconFileCertificate, command: 'go.terms' },
      { to: '/calendar', word: 'Calendar', icon: IconCalendarEvent, command: 'go.calendar' },
      { to: '/users', word: 'People', icon: IconUsers, command: 'go.users' },
    ],
  },
  {
    title: 'Data',
    links: [
      { to: '/verify', word: 'Verify', icon: IconShieldCheck, command: 'go.verify' },
      { to: '/file', word: 'File', icon: IconDatabase, command: 'go.file' },
      { to: '/acts', word: 'My acts', icon: IconArrowBackUp, command: 'go.acts' },
      { to: '/audit', word: 'Audit trail', icon: IconHistory, command: 'go.audit' },
    ],
  },
];

/** Counts of what can be worked, by the screen that works it. */
function useBadges(): Readonly<Record<string, number>> {
  const today = useProcedure('today.summary', {});
  const badges: Record<string, number> = {};
  for (const { name, count, isWatched } of today.data?.queues ?? []) {
    if (isWatched) continue;
    const path = QUEUE_SCREENS[name];
    badges[path] = (badges[path] ?? 0) + count;
  }
  return badges;
}

function RailItem({
  link,
  isHere,
  isFolded,
  badge,
}: {
  readonly link: RailLink;
  readonly isHere: boolean;
  readonly isFolded: boolean;
  readonly badge: number;
}): ReactNode {
  const LinkIcon = link.icon;
  const keys = commandById(link.command)?.keys[0];
  return (
    <Tooltip label={`${link.word}${keys === undefined ? '' : ` (${keys})`}`} position="right" disabled={!isFolded}>
      <Link to={link.to} className={classes.railLink} data-here={isHere || undefined} aria-current={isHere ? 'page' : undefined}>
        <LinkIcon size={17} stroke={1.7} aria-hidden className={classes.railIcon} />
        {isFolded ? <VisuallyHidden>{link.word}</VisuallyHidden> : <span className={classes.railWord}>{link.word}</span>}
        {badge > 0 && (
          <span className={classes.badge}>
            {isFolded ? '' : <Tally value={badge} />}
            <VisuallyHidden> to do</VisuallyHidden>
          </span>
        )}
      </Link>
    </Tooltip>
  );
}

export function Rail(): ReactNode {
  const { railCollapsed } = useSettings();
  const path = useLocation({ select: (location) => location.pathname });
  const badges = useBadges();
  return (
    <nav className={classes.rail} data-folded={railCollapsed || undefined} aria-label="Screens" data-pane>
      {GROUPS.map((group) => (
        <div key={group.title} className={classes.railGroup}>
          {!railCollapsed && group.title !== 'Home' && <div className={classes.railTitle}>{group.title}</div>}
          {group.links.map((link) => (
            <RailItem
              key={link.to}
              link={link}
              isFolded={railCollapsed}
              isHere={link.to === '/' ? path === '/' : path.startsWith(link.to)}
              badge={badges[link.to] ?? 0}
            />
          ))}
        </div>
      ))}
    </nav>
  );
}
