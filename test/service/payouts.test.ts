import { describe } from 'vitest';
import { CLOSE_Q1, CLOSE_Q2, partner } from '../support/quarters.ts';
import { scenario } from '../support/scenario.ts';

describe('rule 6.4 states', () => {
  scenario(
    '6.4: proposed any number of times until approved; approving, sending, paying twice is impossible',
    `
    ${partner('P-1', '500,000')}
    ${CLOSE_Q1}
    approve 2026-Q1 => TRANSITION_REFUSED
    send 2026-Q1 => TRANSITION_REFUSED
    pay 2026-Q1 => TRANSITION_REFUSED
    propose 2026-Q1
    propose 2026-Q1
    send 2026-Q1 => TRANSITION_REFUSED
    approve 2026-Q1
    approve 2026-Q1 => TRANSITION_REFUSED
    propose 2026-Q1 => TRANSITION_REFUSED
    pay 2026-Q1 => TRANSITION_REFUSED
    send 2026-Q1
    send 2026-Q1 => TRANSITION_REFUSED
    pay 2026-Q1
    pay 2026-Q1 => TRANSITION_REFUSED
    send 2026-Q1 => TRANSITION_REFUSED
    balances 2026-12
    `,
  );

  scenario(
    '6.4: what the run depends on changed since it was proposed: approving is refused as stale',
    `
    ${partner('P-1', '500,000')}
    ${CLOSE_Q1}
    propose 2026-Q1
    partner P-1 tier=silver iban=PK11HABB0000123456789012 => IMPORT_REFUSED
    partner P-1 tier=silver tax_standing=filer
    approve 2026-Q1 => PREVIEW_STALE
    propose 2026-Q1
    approve 2026-Q1
    `,
  );

  scenario(
    '6.4: an approver sees the payee: another bank account after the proposal makes it stale',
    `
    ${partner('P-1', '500,000')}
    ${CLOSE_Q1}
    propose 2026-Q1
    partner P-1 tier=silver bank_title=Somebody_else iban=GB29NWBK60161331926819
    approve 2026-Q1 => PREVIEW_STALE
    `,
  );

  scenario(
    '6.4: held for want of bank details or for suspension; released when mended, it goes its way, and nothing else waits for it',
    `
    ${partner('P-1', '500,000')}
    ${partner('P-2', '500,000', 'bank=none')}
    ${partner('P-3', '500,000', 'status=suspended')}
    ${partner('P-4', '1,000', 'bank=none status=suspended')}
    ${CLOSE_Q1}
    propose 2026-Q1
    run 2026-Q1
    | proposed due 2026-04-15 value 2026-04-15 may propose approve
    | P-1 proposed non_filer
    | P-2 held bank_details_missing non_filer
    | P-3 held suspended non_filer
    | P-4 rolled -
    approve 2026-Q1
    send 2026-Q1
    pay 2026-Q1
    run 2026-Q1
    | paid due 2026-04-15 value 2026-04-15 may nothing
    | P-1 paid non_filer
    | P-2 held bank_details_missing non_filer
    | P-3 held suspended non_filer
    | P-4 rolled -
    release 2026-Q1 P-2 => TRANSITION_REFUSED bank details missing
    release 2026-Q1 P-1 => TRANSITION_REFUSED
    release 2026-Q1 P-9 => NOT_FOUND
    partner P-2 tier=silver
    partner P-3 tier=silver status=active
    release 2026-Q1 P-2
    release 2026-Q1 P-3
    run 2026-Q1
    | paid due 2026-04-15 value 2026-04-15 may send
    | P-1 paid non_filer
    | P-2 approved non_filer
    | P-3 approved non_filer
    | P-4 rolled -
    send 2026-Q1
    pay 2026-Q1
    balances 2026-04
    | P-4 540.00
    `,
  );

  scenario(
    '6.4: a hold by a person stands until it is released, and only the steps of the table are taken',
    `
    ${partner('P-1', '500,000')}
    ${partner('P-2', '500,000')}
    ${partner('P-3', '1,000')}
    ${CLOSE_Q1}
    hold 2026-Q1 P-1 => NOT_FOUND
    propose 2026-Q1
    hold 2026-Q1 P-3 => TRANSITION_REFUSED
    hold 2026-Q1 P-1
    hold 2026-Q1 P-1 => TRANSITION_REFUSED
    fail 2026-Q1 P-1 => TRANSITION_REFUSED
    approve 2026-Q1
    send 2026-Q1
    hold 2026-Q1 P-2 => TRANSITION_REFUSED
    pay 2026-Q1
    fail 2026-Q1 P-2 => TRANSITION_REFUSED
    balances 2026-04
    | P-1 270,000.00
    | P-3 540.00
    release 2026-Q1 P-1
    send 2026-Q1
    pay 2026-Q1
    balances 2026-04
    | P-3 540.00
    `,
  );

  scenario(
    '6.4: a hold for compliance is not lost when the run is proposed again',
    `
    ${partner('P-1', '500,000')}
    ${CLOSE_Q1}
    propose 2026-Q1
    hold 2026-Q1 P-1 compliance
    propose 2026-Q1
    run 2026-Q1
    | proposed due 2026-04-15 value 2026-04-15 may propose approve
    | P-1 held compliance non_filer
    `,
  );

  scenario(
    '6.4: a payment the bank returned is sent again, or held; it is paid once',
    `
    ${partner('P-1', '500,000')}
    ${partner('P-2', '500,000')}
    ${CLOSE_Q1}
    propose 2026-Q1
    approve 2026-Q1
    send 2026-Q1
    fail 2026-Q1 P-1
    fail 2026-Q1 P-2
    send 2026-Q1
    fail 2026-Q1 P-1
    pay 2026-Q1
    run 2026-Q1
    | paid due 2026-04-15 value 2026-04-15 may send
    | P-1 failed non_filer
    | P-2 paid non_filer
    balances 2026-04
    | P-1 270,000.00
    hold 2026-Q1 P-1 compliance
    release 2026-Q1 P-1
    send 2026-Q1
    pay 2026-Q1
    balances 2026-04
    pay 2026-Q1 => TRANSITION_REFUSED
    `,
  );

  scenario(
    '6.4: a held payment keeps its gross, and the next quarter opens without it (rule 6.2)',
    `
    ${partner('P-1', '500,000', 'bank=none')}
    ${CLOSE_Q1}
    settle 2026-Q1
    bill D-P-1 2026-04 I-4 500,000
    ${CLOSE_Q2}
    payout 2026-Q1
    | P-1 0.00 + 270,000.00 + 0.00 + 0.00 = 270,000.00 + 0.00 tax 64,800.00 net 205,200.00 held
    payout 2026-Q2
    | P-1 0.00 + 90,000.00 + 0.00 + 0.00 = 90,000.00 + 0.00 tax 21,600.00 net 68,400.00 held
    balances 2026-06
    | P-1 360,000.00
    `,
  );

  scenario(
    '6.4: a suspended partner can be held by a person for suspension too, and the trial balance shows each state (rule 3.8)',
    `
    ${partner('P-1', '500,000')}
    ${CLOSE_Q1}
    propose 2026-Q1
    hold 2026-Q1 P-1 suspended
    approve 2026-Q1
    trial 2026-03
    | commission_expense Dr 270,000.00
    | partner_payable Cr 270,000.00
    release 2026-Q1 P-1
    send 2026-Q1
    trial 2026-04
    | commission_expense Dr 270,000.00
    | partner_payable Cr 270,000.00
    pay 2026-Q1
    trial 2026-03
    | commission_expense Dr 270,000.00
    | partner_payable Cr 270,000.00
    trial 2026-04
    | bank Cr 205,200.00
    | commission_expense Dr 270,000.00
    | partner_payable 0.00
    | withholding_payable Cr 64,800.00
    `,
  );
});

describe('rules 5.3 and 6.4: a held payment and what happens meanwhile', () => {
  scenario(
    '5.3: commission clawed back while its payment was held is not paid out when the hold ends',
    `
    partner P-1 tier=silver bank=none
    deal D-1 P-1 retainer 9,000,000 signed=2026-01-10 months=24 monthly=500,000
    bill D-1 2026-01 I-1 500,000
    bill D-1 2026-02 I-2 500,000
    bill D-1 2026-03 I-3 500,000
    ${CLOSE_Q1}
    settle 2026-Q1
    deal D-1 P-1 retainer 9,000,000 signed=2026-01-10 months=24 monthly=500,000 cancelled=2026-04-05/client
    ${CLOSE_Q2}
    balances 2026-06
    partner P-1 tier=silver
    release 2026-Q1 P-1 => TRANSITION_REFUSED
    `,
  );

  scenario(
    '6.4: the account that was approved is the account that is sent: another one after the approval stops the sending',
    `
    ${partner('P-1', '500,000')}
    ${CLOSE_Q1}
    propose 2026-Q1
    approve 2026-Q1
    partner P-1 tier=silver bank_title=Somebody_else iban=GB29NWBK60161331926819
    send 2026-Q1 => PREVIEW_STALE
    `,
  );
});
