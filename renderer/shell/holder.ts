import type { Output } from '../../src/contract/index.ts';
import { instantText } from '../format/format.ts';

type Holder = NonNullable<Output<'files.status'>['holder']>;

/** `Held by sana on FIN-02 since 09:14, window`, as the host says it in its refusals. */
export function holderText(holder: Holder): string {
  return `Held by ${holder.user} on ${holder.machine} since ${instantText(holder.since).slice(-5)}, ${holder.door}`;
}
