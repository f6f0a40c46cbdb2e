/** Imports a file into a database, or reads it with exceljs; the parent watches the memory. Arguments: `ours DB FILE` or `exceljs FILE`. */
import { once } from 'node:events';
import { BenchApp } from '../app.ts';

const [contender = '', first = '', second = ''] = process.argv.slice(2);

async function untilGo(): Promise<void> {
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
}

const start = { at: 0 };
if (contender === 'ours') {
  const app = await BenchApp.open(first);
  await app.call('system.info', {});
  await untilGo();
  start.at = performance.now();
  await app.call('imports.run', { files: [{ name: second.endsWith('.xlsx') ? 'billing.xlsx' : 'billing.csv', path: second }] });
  process.stdout.write(`\n${JSON.stringify({ ms: performance.now() - start.at })}\n`);
  await app.close();
} else {
  const { default: excel } = await import('exceljs');
  const workbook = new excel.Workbook();
  await untilGo();
  start.at = performance.now();
  await workbook.xlsx.readFile(first);
  process.stdout.write(`\n${JSON.stringify({ ms: performance.now() - start.at })}\n`);
}
process.stdin.destroy();
