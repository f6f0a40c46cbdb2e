import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { type ProofRequest, proofOf } from '../../api/proofs.ts';
import { Money } from '../../components/figures.tsx';
import classes from './Payouts.module.css';

export type Run = Output<'payouts.run'>;
export type Item = Run['items'][number];
export type PayoutFigure =
  | 'openingPaisa'
  | 'accruedPaisa'
  | 'adjustmentsPaisa'
  | 'clawbackPaisa'
  | 'grossPaisa'
  | 'withholdingPaisa'
  | 'netPaisa'
  | 'carriedPaisa';

/** From what was carried in to what is carried out; the sign says how each step enters the next. */
export const STEPS: readonly { readonly figure: PayoutFigure; readonly word: string; readonly sign: string; readonly isSum?: boolean }[] = [
  { figure: 'openingPaisa', word: 'Opening', sign: '' },
  { figure: 'accruedPaisa', word: 'Accrued', sign: '+' },
  { figure: 'adjustmentsPaisa', word: 'Adjustments', sign: '+' },
  { figure: 'clawbackPaisa', word: 'Clawbacks', sign: '+' },
  { figure: 'carriedPaisa', word: 'Carried on', sign: '−' },
  { figure: 'grossPaisa', word: 'Gross', sign: '=', isSum: true },
  { figure: 'withholdingPaisa', word: 'Withholding', sign: '−' },
  { figure: 'netPaisa', word: 'Net to pay', sign: '=', isSum: true },
];

export function itemProof(quarter: string, item: { partner: string; name: string }, figure: PayoutFigure, word: string): ProofRequest {
  return proofOf({ kind: 'payout', quarter, partner: item.partner, figure }, `${word}, ${item.name}`);
}

export function totalProof(quarter: string, figure: PayoutFigure, word: string): ProofRequest {
  return proofOf({ kind: 'payoutTotal', quarter, figure }, `${word}, all partners, ${quarter}`);
}

/** The run as one addition: opening + accrued + adjustments + clawbacks − carried = gross − withholding = net. */
export function RunWaterfall({ run }: { readonly run: Run }): ReactNode {
  return (
    <div className={classes.waterfall} role="group" aria-label={`From opening to net, ${run.quarter}`}>
      {STEPS.map((step) => (
        <div key={step.figure} className={classes.step} data-sum={step.isSum || undefined} data-net={step.figure === 'netPaisa' || undefined}>
          <Text component="div" className={classes.stepWord}>
            <span className={classes.sign}>{step.sign}</span>
            {step.word}
          </Text>
          <Money
            paisa={run.totals[step.figure]}
            proof={totalProof(run.quarter, step.figure, step.word)}
            size={step.figure === 'netPaisa' ? 'large' : 'normal'}
            strong={step.isSum === true}
          />
        </div>
      ))}
    </div>
  );
}
