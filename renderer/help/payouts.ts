import { type HelpTopic, rule } from './topic.ts';

export const PAYOUT_TOPICS: Readonly<Record<string, HelpTopic>> = {
  '/payouts': {
    title: 'Payout run',
    lead: 'Pays a quarter once its three months are closed.',
    rules: [
      rule('6.1', 'Due {payoutDays} after the quarter’s last day. Due on a closed day, it is paid {paymentDay}.'),
      rule('6.2', 'Minimum payout: {minimumPayoutPaisa}. Less rolls to the next quarter, save the last balance of a terminated partner.'),
      rule('6.2', 'Opening + accrued + adjustments + clawbacks = gross + carried. Quarters are paid in order.'),
      rule(
        '6.3',
        'Withholding follows the standing on the payment date. Rate of a filer: {withholding.filer}; of a non-filer: {withholding.non_filer}; of a non-resident: {withholding.non_resident}. Taxed: {withholdingBase}, rounded to the {withholdingRounding}.',
      ),
      rule('6.4', 'Proposed, approved, sent, paid. Who proposes does not approve in team mode; another account after the approval stops the sending.'),
    ],
  },
  '/statements': {
    title: 'Statements',
    lead: 'One for each partner and quarter, also for those whose balance rolls over.',
    rules: [
      rule('6.5', 'Numbered without gaps within the quarter, by partner code, once the run is approved.'),
      rule('6.5', 'Every line has a code of six characters that leads back to it; one mistyped character is noticed.'),
      rule('7.1', 'A dispute about a line is open for {disputeDays} from the statement’s date, the day of the approval.'),
    ],
  },
  '/balances': {
    title: 'Balances',
    lead: 'All posted less all paid, by partner; and what of it can still be clawed back.',
    rules: [
      rule(
        '5.1',
        'At risk: commission of a deal that its client could still cancel within {clawbackDays} of {clawbackFrom}. The day after, it is safe; fraud has no end.',
      ),
      rule('5.3', 'A negative balance is shown as receivable, carried forward, and never paid out.'),
      rule('6.2', 'Below {minimumPayoutPaisa} a balance waits for the next quarter.'),
    ],
  },
};
