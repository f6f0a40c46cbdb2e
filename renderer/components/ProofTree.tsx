import { Anchor, Badge, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { type ProofRequest, type ProofView, proofOf } from '../api/proofs.ts';
import { plural } from '../format/format.ts';
import { Count, Money, Rate } from './figures.tsx';
import classes from './ProofTree.module.css';
import { IMPORT_ADDRESS, linkAddress, linkWords, termsAddress } from './proof-links.ts';
import { closeProof } from './proof-store.ts';

const SHOWN_AT_FIRST = 60;

interface Item {
  readonly path: string;
  readonly parent: string | null;
  readonly level: number;
  readonly sign: string;
  readonly node: ProofView;
  readonly isOpen: boolean;
  readonly position: number;
  readonly siblings: number;
  /** Stands for parts not shown yet. */
  readonly rest: number;
}

const SIGNS: Record<ProofView['combine'], string> = { sum: '+', product: '×', facts: '', leaf: '' };

function walk(
  node: ProofView,
  open: ReadonlySet<string>,
  full: ReadonlySet<string>,
  at: { path: string; parent: string | null; level: number; sign: string; position: number; siblings: number },
  into: Item[],
): void {
  const isOpen = open.has(at.path);
  into.push({ ...at, node, isOpen, rest: 0 });
  if (!isOpen) return;
  const shown = full.has(at.path) ? node.parts : node.parts.slice(0, SHOWN_AT_FIRST);
  for (const [index, part] of shown.entries()) {
    // Words among the parts of a product or a sum explain it; they are no term of it.
    const isTerm = index > 0 && ('paisa' in part.value || 'bps' in part.value || 'count' in part.value);
    const sign = isTerm ? SIGNS[node.combine] : '';
    walk(part, open, full, { path: `${at.path}.${index}`, parent: at.path, level: at.level + 1, sign, position: index + 1, siblings: node.parts.length }, into);
  }
  const rest = node.parts.length - shown.length;
  if (rest > 0)
    into.push({
      path: `${at.path}.rest`,
      parent: at.path,
      level: at.level + 1,
      sign: '',
      node,
      isOpen: false,
      position: shown.length + 1,
      siblings: node.parts.length,
      rest,
    });
}

function firstOpen(root: ProofView): Set<string> {
  const open = new Set(['0']);
  if (root.parts.length <= 12) for (const [index, part] of root.parts.entries()) if (part.parts.length <= 8) open.add(`0.${index}`);
  return open;
}

/** The deeper proof of a step: a rehearsal brings its own, the core names what to ask. */
function requestOf({ ask, deeper, label }: ProofView): ProofRequest | null {
  return ask ?? (deeper === null ? null : proofOf(deeper, label));
}

function Value({ node }: { readonly node: ProofView }): ReactNode {
  const proof = requestOf(node);
  if ('paisa' in node.value) return <Money paisa={node.value.paisa} proof={proof} label={node.label} strong={node.combine === 'sum'} />;
  if ('bps' in node.value) return <Rate bps={node.value.bps} proof={proof} label={node.label} />;
  if ('count' in node.value) return <Count value={node.value.count} proof={proof} label={node.label} />;
  return <span className={classes.text}>{node.value.text}</span>;
}

function Meta({ node }: { readonly node: ProofView }): ReactNode {
  const href = node.link === null ? null : linkAddress(node.link);
  if (node.rule === null && node.source === null && node.note === null && href === null && node.termsVersion === null) return null;
  return (
    <div className={classes.meta}>
      {node.rule !== null && (
        <Badge size="xs" variant="default" radius="sm" tt="none" fw={500}>
          Rule {node.rule}
        </Badge>
      )}
      {node.termsVersion !== null && (
        <Anchor href={termsAddress(node.termsVersion)} size="xs" onClick={closeProof} tabIndex={-1}>
          Terms v{node.termsVersion}
        </Anchor>
      )}
      {node.source !== null && (
        <Anchor href={IMPORT_ADDRESS} size="xs" onClick={closeProof} tabIndex={-1}>
          {node.source.file}
          {node.source.row > 0 ? `, row ${node.source.row}` : ''}
        </Anchor>
      )}
      {node.link !== null && href !== null && (
        <Anchor href={href} size="xs" onClick={closeProof} tabIndex={-1}>
          {linkWords(node.link)}
        </Anchor>
      )}
      {node.note !== null && <span>{node.note}</span>}
    </div>
  );
}

interface Moves {
  readonly items: readonly Item[];
  readonly index: number;
  readonly toggle: (path: string, open: boolean) => void;
  readonly focus: (index: number) => void;
}

/** The keys of an ARIA tree: arrows walk and fold, Home and End jump, Enter folds or opens what lies deeper. */
function onTreeKey(event: KeyboardEvent<HTMLElement>, { items, index, toggle, focus }: Moves): void {
  const item = items[index];
  if (item === undefined) return;
  const hasParts = item.node.parts.length > 0 && item.rest === 0;
  const go = (to: number): void => {
    event.preventDefault();
    focus(Math.max(0, Math.min(items.length - 1, to)));
  };
  if (event.key === 'ArrowDown') go(index + 1);
  else if (event.key === 'ArrowUp') go(index - 1);
  else if (event.key === 'Home') go(0);
  else if (event.key === 'End') go(items.length - 1);
  else if (event.key === 'ArrowRight') {
    if (hasParts && !item.isOpen) toggle(item.path, true);
    else if (hasParts) go(index + 1);
    event.preventDefault();
  } else if (event.key === 'ArrowLeft') {
    if (hasParts && item.isOpen) toggle(item.path, false);
    else go(items.findIndex((other) => other.path === item.parent));
    event.preventDefault();
  } else if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    const figure = event.currentTarget.querySelector<HTMLElement>('[data-proof]');
    const link = event.currentTarget.querySelector<HTMLElement>('a[href]:last-of-type');
    if (event.altKey && figure !== null) figure.click();
    else if (hasParts) toggle(item.path, !item.isOpen);
    else if (item.rest > 0) toggle(item.path, true);
    else (figure ?? link)?.click();
  }
}

export function ProofTree({ root }: { readonly root: ProofView }): ReactNode {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => firstOpen(root));
  const [full, setFull] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState('0');
  const tree = useRef<HTMLDivElement>(null);
  const items = useMemo(() => {
    const into: Item[] = [];
    walk(root, open, full, { path: '0', parent: null, level: 1, sign: '', position: 1, siblings: 1 }, into);
    return into;
  }, [root, open, full]);
  useEffect(() => {
    const frame = requestAnimationFrame(() => tree.current?.querySelector<HTMLElement>('[data-path="0"]')?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  const toggle = (path: string, isOpen: boolean): void => {
    if (path.endsWith('.rest')) {
      setFull(new Set([...full, path.slice(0, -5)]));
      setActive(path.slice(0, -5));
      return;
    }
    const next = new Set(open);
    if (isOpen) next.add(path);
    else next.delete(path);
    setOpen(next);
  };
  const focus = (index: number): void => {
    const path = items[index]?.path ?? '0';
    setActive(path);
    tree.current?.querySelector<HTMLElement>(`[data-path="${path}"]`)?.focus();
  };
  return (
    <div role="tree" aria-label={`Where ${root.label} comes from`} className={classes.tree} ref={tree}>
      {items.map((item, index) => (
        <div
          key={item.path}
          role="treeitem"
          data-path={item.path}
          aria-level={item.level}
          aria-posinset={item.position}
          aria-setsize={item.siblings}
          aria-expanded={item.node.parts.length > 0 && item.rest === 0 ? item.isOpen : undefined}
          aria-selected={item.path === active}
          tabIndex={item.path === active ? 0 : -1}
          className={classes.item}
          data-level={Math.min(item.level, 6)}
          data-root={item.level === 1 || undefined}
          style={{ paddingLeft: 8 + (item.level - 1) * 18 }}
          onFocus={() => setActive(item.path)}
          onKeyDown={(event) => {
            if (event.target === event.currentTarget) onTreeKey(event, { items, index, toggle, focus });
          }}
        >
          <ItemView item={item} toggle={toggle} />
        </div>
      ))}
    </div>
  );
}

function ItemView({ item, toggle }: { readonly item: Item; readonly toggle: (path: string, open: boolean) => void }): ReactNode {
  const { node } = item;
  if (item.rest > 0)
    return (
      <UnstyledButton className={classes.more} tabIndex={-1} onClick={() => toggle(item.path, true)}>
        Show {plural(item.rest, 'more part')}
      </UnstyledButton>
    );
  const FoldIcon = item.isOpen ? IconChevronDown : IconChevronRight;
  return (
    <>
      <div className={classes.line}>
        <span className={classes.fold}>
          {node.parts.length > 0 && (
            <UnstyledButton tabIndex={-1} aria-hidden className={classes.foldButton} onClick={() => toggle(item.path, !item.isOpen)}>
              <FoldIcon size={14} />
            </UnstyledButton>
          )}
        </span>
        <span className={classes.sign}>{item.sign}</span>
        <Text component="span" className={classes.label} title={node.label}>
          {node.label}
          {!item.isOpen && node.parts.length > 1 && <span className={classes.parts}> {plural(node.parts.length, 'part')}</span>}
        </Text>
        <span className={classes.value}>
          <Value node={node} />
        </span>
      </div>
      <Meta node={node} />
    </>
  );
}
