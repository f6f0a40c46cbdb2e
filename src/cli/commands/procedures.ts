import { z } from 'zod';
import type { Procedure } from '../../contract/define.ts';
import { PROCEDURES } from '../../contract/index.ts';
import type { Environment } from '../environment.ts';
import { table } from '../table.ts';

const schemaOf = (type: z.ZodType): unknown => z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' });

/** Lists the contract; machines get the schemas too. Needs no database. */
export async function procedures(env: Environment): Promise<void> {
  const all = Object.entries<Procedure>(PROCEDURES).sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = all.map(([name, procedure]) => ({
    name,
    kind: procedure.kind,
    permission: procedure.permission,
    rules: procedure.rules,
    summary: procedure.summary,
  }));
  if (!env.print.json) {
    env.print.answer(null, (paint) => `${table(rows, { paint })}\n\n${paint.dim('--json adds the JSON Schema of input and output')}`);
    return;
  }
  const full = all.map(([name, { kind, permission, summary, rules, errors, frozen, input, output }]) => ({
    name,
    kind,
    permission,
    summary,
    rules,
    errors,
    frozen,
    input: schemaOf(input),
    output: schemaOf(output),
  }));
  env.print.answer(full, () => '');
}
