import { createContext, type KeyboardEvent, type MouseEvent, type ReactNode, useContext } from 'react';
import type { ProofRequest } from '../api/proofs.ts';
import { countText, dateText, instantText, maskedMoney, moneyText, moneyWords, rateText } from '../format/format.ts';
import { useSettings } from '../settings/settings.ts';
import classes from './figures.module.css';
import { openDeeper, openProof } from './proof-store.ts';

/** Inside a grid the cell takes the focus, not each figure of it: tabbing would otherwise stop a thousand times. */
export const FigureTabIndex = createContext<0 | -1>(0);
/** Inside a proof a figure opens on top of the proof that names it. */
export const InsideProof = createContext(false);

interface FigureProps {
  readonly proof: ProofRequest | null;
  readonly kind: 'money' | 'rate' | 'count';
  readonly text: string;
  readonly spoken: string;
  readonly className?: string | undefined;
}

function Figure({ proof, kind, text, spoken, className }: FigureProps): ReactNode {
  const tabIndex = useContext(FigureTabIndex);
  const deeper = useContext(InsideProof);
  const joined = `${classes.figure} ${className ?? ''}`;
  if (proof === null) {
    return (
      <span className={joined} data-figure={kind}>
        {text}
      </span>
    );
  }
  const open = (event: MouseEvent | KeyboardEvent): void => {
    event.stopPropagation();
    event.preventDefault();
    if (deeper) openDeeper(proof);
    else openProof(proof);
  };
  return (
    <button
      type="button"
      className={`${joined} ${classes.provable}`}
      data-figure={kind}
      data-proof={proof.key}
      tabIndex={tabIndex}
      title={`${proof.title}: where it comes from (Alt+Enter)`}
      aria-label={`${text}, ${spoken}, proof`}
      aria-haspopup="dialog"
      onClick={open}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.ctrlKey) open(event);
      }}
    >
      {text}
    </button>
  );
}

export interface MoneyProps {
  readonly paisa: number;
  /** Null: a source itself, or still being loaded. A figure that stands on a screen always has one. */
  readonly proof: ProofRequest | null;
  /** What the figure is, for who cannot see where it stands. */
  readonly label?: string;
  readonly size?: 'hero' | 'large' | 'normal';
  readonly strong?: boolean;
  readonly muted?: boolean;
}

/** An amount. With a proof it is a button that shows where it comes from. */
export function Money({ paisa, proof, label, size = 'normal', strong, muted }: MoneyProps): ReactNode {
  const { grouping, hideAmounts } = useSettings();
  const className = [
    paisa < 0 ? classes.negative : '',
    paisa === 0 || muted === true ? classes.zero : '',
    strong === true ? classes.strong : '',
    size === 'normal' ? '' : classes[size],
  ].join(' ');
  const text = hideAmounts ? maskedMoney() : moneyText(paisa, grouping);
  return <Figure proof={proof} kind="money" text={text} spoken={label ?? proof?.title ?? 'amount'} className={className} />;
}

/** An amount within a sentence: with its unit, and masked like any other. */
export function useMoneyWords(): (paisa: number) => string {
  const { grouping, hideAmounts } = useSettings();
  return (value) => (hideAmounts ? `PKR ${maskedMoney()}` : moneyWords(value, grouping));
}

/** A rate within a sentence. */
export const rateWords = (bps: number): string => rateText(bps);

export function Rate({ bps, proof, label }: { readonly bps: number; readonly proof: ProofRequest | null; readonly label?: string }): ReactNode {
  return <Figure proof={proof} kind="rate" text={rateText(bps)} spoken={label ?? 'rate'} />;
}

export function Count({ value, proof, label }: { readonly value: number; readonly proof: ProofRequest | null; readonly label?: string }): ReactNode {
  const { grouping } = useSettings();
  return <Figure proof={proof} kind="count" text={countText(value, grouping)} spoken={label ?? 'count'} />;
}

/** A number that is no figure of the programme and has nothing to prove: the rows of a report, the number of an entry, how far a run is. */
export function Tally({ value }: { readonly value: number }): ReactNode {
  const { grouping } = useSettings();
  return <span data-tally>{countText(value, grouping)}</span>;
}

/** Amounts and rates as a person stated them, in terms or in a record of what was done: they are their own source. */
export function Stated({ children }: { readonly children: ReactNode }): ReactNode {
  return <span data-stated>{children}</span>;
}

export function DateText({ date }: { readonly date: string | null }): ReactNode {
  if (date === null) return <span className={classes.zero}>–</span>;
  return (
    <time dateTime={date} className={classes.date}>
      {dateText(date)}
    </time>
  );
}

/** A moment, shown in Karachi time. */
export function InstantText({ at }: { readonly at: string }): ReactNode {
  return (
    <time dateTime={at} className={classes.date}>
      {instantText(at)}
    </time>
  );
}

/** Account numbers are masked by the core; hiding amounts masks the rest as well. */
export function Masked({ text }: { readonly text: string | null }): ReactNode {
  const { hideAmounts } = useSettings();
  return <span className={classes.date}>{text === null ? '–' : hideAmounts ? maskedMoney() : text}</span>;
}
