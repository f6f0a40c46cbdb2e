import type { IsoDate, Month, Quarter } from '../shared/calendar.ts';
import type { Paisa } from '../shared/paisa.ts';
import type { Bps } from '../shared/rate.ts';
import type { AccrualKind, ContractType, HoldReason, PayoutState, TaxStanding, Tier } from '../shared/vocab.ts';

/** Who pays: what the company says of itself on documents. Blank facts are printed as blank, with their label. */
export interface Issuer {
  readonly legalName: string;
  readonly address: string;
  readonly ntn: string;
  readonly strn: string;
  readonly phone: string;
  readonly email: string;
}

export interface StatementPartner {
  readonly code: string;
  readonly name: string;
  readonly address: string;
  readonly contact: string;
  readonly ntn: string;
  readonly cnicMasked: string;
}

export interface StatementLine {
  /** Names the line on paper and on the telephone. */
  readonly code: string;
  readonly deal: string;
  readonly kind: AccrualKind;
  readonly period: Month;
  readonly invoiceNo: string | null;
  readonly billedPaisa: Paisa;
  readonly rateBps: Bps;
  readonly tier: Tier;
  readonly amountPaisa: Paisa;
  /** Code of the line that this one takes back. */
  readonly reverses: string | null;
}

export interface StatementDeal {
  readonly deal: string;
  readonly client: string;
  readonly contractType: ContractType;
  readonly contractValuePaisa: Paisa;
  readonly billedPaisa: Paisa;
  readonly amountPaisa: Paisa;
  readonly lines: readonly StatementLine[];
}

/** An earlier issue of the same statement, and in what this one differs from it. */
export interface StatementRevision {
  readonly revision: number;
  readonly issuedOn: IsoDate;
  readonly reason: string;
  readonly changed: readonly string[];
}

/** A statement as paper says it (6.5). */
export interface StatementModel {
  readonly quarter: Quarter;
  /** Null: a draft, as long as the run is not approved. */
  readonly number: string | null;
  readonly issuedOn: IsoDate;
  /** The issues up to this one, first to last; only the first: never re-issued. */
  readonly revisions: readonly StatementRevision[];
  readonly issuer: Issuer;
  readonly partner: StatementPartner;
  readonly state: PayoutState;
  readonly holdReason: HoldReason | null;
  readonly valueOn: IsoDate;
  readonly disputeBy: IsoDate | null;
  readonly termsVersion: number;
  readonly minimumPayoutPaisa: Paisa;
  readonly payment: { readonly bankTitle: string; readonly bankName: string; readonly ibanMasked: string };
  readonly tax: {
    readonly standing: TaxStanding | null;
    readonly basePaisa: Paisa;
    readonly rateBps: Bps | null;
    readonly section: string;
    readonly reference: string;
  };
  readonly openingPaisa: Paisa;
  readonly accruedPaisa: Paisa;
  readonly adjustmentsPaisa: Paisa;
  readonly clawbackPaisa: Paisa;
  readonly grossPaisa: Paisa;
  readonly withholdingPaisa: Paisa;
  readonly netPaisa: Paisa;
  readonly carriedPaisa: Paisa;
  readonly deals: readonly StatementDeal[];
  readonly adjustments: readonly StatementLine[];
  readonly clawbacks: readonly StatementLine[];
}
