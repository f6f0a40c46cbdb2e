import { CloseButton, Text, Title } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useEffect } from 'react';
import classes from './Page.module.css';

export interface PageProps {
  readonly title: string;
  readonly subtitle?: ReactNode;
  /** Top right: the verbs of a list. */
  readonly actions?: ReactNode;
  /** Filters, in one line above the content. */
  readonly toolbar?: ReactNode;
  /** A grid fills the page and scrolls in itself; a record scrolls as a whole. */
  readonly fills?: boolean;
  readonly aside?: ReactNode;
  /** A decision at the bottom, its primary action bottom-right. */
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, subtitle, actions, toolbar, fills, aside, footer, children }: PageProps): ReactNode {
  useEffect(() => {
    document.title = `${title} · Partnerdesk`;
  }, [title]);
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <div className={classes.heading}>
          <Title order={1}>{title}</Title>
          {subtitle !== undefined && (
            <Text c="dimmed" component="div" className={classes.subtitle}>
              {subtitle}
            </Text>
          )}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </header>
      {toolbar !== undefined && <div className={classes.toolbar}>{toolbar}</div>}
      <div className={classes.split}>
        <section className={fills === true ? classes.fill : classes.scroll} aria-label={title} tabIndex={fills === true ? undefined : 0}>
          {children}
        </section>
        {aside}
      </div>
      {footer !== undefined && <div className={classes.footer}>{footer}</div>}
    </div>
  );
}

/** Beside a list: what the row in focus is made of. Esc closes it. */
export function SidePanel({
  title,
  subtitle,
  onClose,
  children,
}: {
  readonly title: ReactNode;
  readonly subtitle?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactNode {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    }
  };
  return (
    <aside className={classes.aside} aria-label="Details" data-pane onKeyDown={onKeyDown}>
      <div className={classes.asideHead}>
        <div style={{ minWidth: 0 }}>
          <Title order={2} className={classes.clip}>
            {title}
          </Title>
          {subtitle !== undefined && (
            <Text size="xs" c="dimmed" component="div" className={classes.clip}>
              {subtitle}
            </Text>
          )}
        </div>
        <CloseButton aria-label="Close details" onClick={onClose} size="sm" />
      </div>
      <div className={classes.asideBody}>{children}</div>
    </aside>
  );
}

export function Section({
  title,
  note,
  children,
  actions,
}: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.sectionHead}>
        <Title order={2}>{title}</Title>
        {note !== undefined && (
          <Text size="xs" c="dimmed" component="span">
            {note}
          </Text>
        )}
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

/** Facts of a record in a row of columns: label above, value below. */
export function Facts({ facts, columns }: { readonly facts: readonly Fact[]; readonly columns?: number }): ReactNode {
  return (
    <dl className={classes.facts} style={columns === undefined ? undefined : { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
      {facts.map((fact) => (
        <div key={fact.label} className={classes.fact}>
          <dt>{fact.label}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Label left, figure right, hairlines between: for anything that adds up downwards. */
export function Ladder({
  rows,
}: {
  readonly rows: readonly { readonly label: string; readonly value: ReactNode; readonly strong?: boolean; readonly note?: ReactNode }[];
}): ReactNode {
  return (
    <dl className={classes.ladder}>
      {rows.map((row) => (
        <div key={row.label} className={classes.rung} data-strong={row.strong || undefined}>
          <dt>
            {row.label}
            {row.note !== undefined && <span className={classes.note}> {row.note}</span>}
          </dt>
          <dd>{row.value}</dd>
        </div>
      ))}
    </dl>
  );
}
