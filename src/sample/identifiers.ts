import { at, type Rng } from './rng.ts';

/** Banks by the four letters of the IBAN (regulation.md, section 3). The accounts are invented. */
export const BANKS = [
  ['MEZN', 'Meezan Bank'],
  ['HABB', 'HBL'],
  ['UNIL', 'UBL'],
  ['MUCB', 'MCB Bank'],
  ['ALFH', 'Bank Alfalah'],
  ['BAHL', 'Bank AL Habib'],
  ['ASCM', 'Askari Bank'],
  ['FAYS', 'Faysal Bank'],
  ['SCBL', 'Standard Chartered'],
  ['BKIP', 'BankIslami'],
  ['MPBL', 'Habib Metro'],
  ['ABPA', 'Allied Bank'],
  ['NBPA', 'National Bank'],
  ['SONE', 'Soneri Bank'],
  ['JSBL', 'JS Bank'],
  ['BPUN', 'Bank of Punjab'],
] as const;

/** ISO 13616: letters count as 10 to 35, the first four characters move to the end. */
function ibanRemainder(iban: string): number {
  let remainder = 0;
  for (const char of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(char, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}

export function pakistaniIban(bank: string, account: string): string {
  const check = 98 - ibanRemainder(`PK00${bank}${account}`);
  return `PK${String(check).padStart(2, '0')}${bank}${account}`;
}

const digits = (value: number, width: number): string => String(value).padStart(width, '0');

/** An account nobody has: branch 0000, serial from a range of our own. */
export function inventedAccount(rng: Rng, serial: number): string {
  return `0000${digits(rng.int(10, 99), 2)}90${digits(serial * 7919 + rng.int(0, 99), 8)}`;
}

/** District prefixes by city, so that a list looks right; the serial is a running number and belongs to nobody known. */
const CNIC_PREFIX: Readonly<Record<string, string>> = {
  Karachi: '42101',
  Lahore: '35202',
  Islamabad: '61101',
  Rawalpindi: '37405',
  Peshawar: '17301',
  Quetta: '54400',
};

export function syntheticCnic(city: string, serial: number): string {
  return `${CNIC_PREFIX[city] ?? '36302'}-${digits(serial, 7)}-${at([1, 3, 5, 7, 9, 2, 4, 6, 8], serial % 9)}`;
}

/** Seven digits and the check digit of regulation.md section 3; serials whose sum leaves 0 or 1, where the rule is unknown, are skipped over. */
export function syntheticNtn(serial: number): string {
  for (let core = 9_000_000 + serial * 3; ; core += 1) {
    const sum = [...String(core)].reduce((total, digit, index) => total + Number(digit) * (8 - index), 0) % 11;
    if (sum > 1) return `${core}-${11 - sum}`;
  }
}

const OPERATORS = ['300', '301', '302', '306', '312', '315', '321', '322', '331', '333', '340', '345'] as const;

export function mobile(serial: number): string {
  return `+92 ${at(OPERATORS, serial % OPERATORS.length)} 555${digits(serial % 10_000, 4)}`;
}
