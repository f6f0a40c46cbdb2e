import { ToWords as LakhWords } from 'to-words/en-PK';
import { ToWords as MillionWords } from 'to-words/en-US';
import type { Grouping, Paisa } from '../shared/paisa.ts';

const NUMBERS: Readonly<Record<Grouping, { convert: (whole: bigint) => string }>> = { lakh: new LakhWords(), thousands: new MillionWords() };

/** An amount as documents spell it: "Eight Hundred Ten Thousand Rupees And Fifty Paisa Only"; lakh and crore when figures are grouped so. */
export function amountInWords(amount: Paisa, grouping: Grouping): string {
  const whole = BigInt(Math.abs(amount));
  const [rupees, rest] = [whole / 100n, whole % 100n];
  // whole numbers only: the library takes decimals through a float, which loses paisa in large amounts
  const say = (count: bigint): string => NUMBERS[grouping].convert(count);
  const words = `${say(rupees)} ${rupees === 1n ? 'Rupee' : 'Rupees'}${rest === 0n ? '' : ` And ${say(rest)} Paisa`} Only`;
  return amount < 0 ? `Minus ${words}` : words;
}
