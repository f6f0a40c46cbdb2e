import { createHash } from 'node:crypto';
import type { Output, Parsed } from '../../contract/index.ts';
import { type ExportRow, findExport, loadExportedPayments, loadExports } from '../../db/repos/bank.ts';
import { loadCompany } from '../../db/repos/company.ts';
import { loadPartners } from '../../db/repos/partners.ts';
import { findRun } from '../../db/repos/payouts.ts';
import type { ReadDb } from '../../db/tx.ts';
import type { BankBatch } from '../../domain/bank-file.ts';
import { stampOf } from '../../ports/instants.ts';
import { assertExists } from '../../shared/assert.ts';
import { AppError } from '../../shared/errors.ts';
import type { QueryContext } from '../context.ts';
import { batchOf, bytesOf, mediaTypeOf, type Payable, payableOf } from './batch.ts';

interface Exported {
  readonly row: ExportRow;
  readonly batch: BankBatch;
  readonly payments: readonly Payable[];
  readonly company: string;
}

function exportedOf(db: ReadDb, exportId: number): Exported {
  const row = findExport(db, exportId);
  if (!row) throw new AppError('NOT_FOUND', `There is no bank file ${exportId}.`);
  const run = assertExists(findRun(db, row.quarter), 'a bank file has its run');
  const partners = new Map(loadPartners(db).map((partner) => [partner.id, partner]));
  const nth = loadExports(db, row.quarter).findIndex(({ id }) => id === exportId) + 1;
  return {
    row,
    batch: batchOf(db, run, nth),
    payments: loadExportedPayments(db, exportId).map(({ partnerId, reference, amountPaisa }) =>
      payableOf(assertExists(partners.get(partnerId), 'a payment has a partner'), reference, amountPaisa, run),
    ),
    company: loadCompany(db).legalName,
  };
}

/**
 * A bank file as it went out. When an account or a name was changed since, it could only be written differently: that is refused.
 * @throws AppError NOT_FOUND, CONFLICT when it would not be the same file
 */
export const file = {
  read: (context: QueryContext, { exportId }: Parsed<'bank.file'>): Exported => exportedOf(context.db, exportId),
  render: ({ row, batch, payments }: Exported): Promise<Output<'bank.file'>> => {
    const bytes = bytesOf(row.profile, batch, payments, row.exportedAt);
    if (createHash('sha256').update(bytes).digest('hex') !== row.sha256)
      throw new AppError(
        'CONFLICT',
        `${row.fileName} cannot be written as it went out: a name or an account was changed since. The file of ${row.exportedOn} had the hash ${row.sha256}.`,
      );
    return Promise.resolve({ fileName: row.fileName, mediaType: mediaTypeOf(row.profile), base64: Buffer.from(bytes).toString('base64') });
  },
};

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The control sheet that goes with a file to the second signature. */
export const control = {
  read: (context: QueryContext, { exportId }: Parsed<'bank.control'>): Exported => exportedOf(context.db, exportId),
  render: async (exported: Exported): Promise<Output<'bank.control'>> => {
    const [{ writeWorkbook }, { bankControl }] = await Promise.all([import('../../exporters/workbook-xlsx.ts'), import('../../exporters/bank-control.ts')]);
    const { row, payments, company } = exported;
    const bytes = await writeWorkbook(bankControl({ ...row, company }, payments), stampOf(row.exportedOn));
    return { fileName: row.fileName.replace(/\.[a-z]+$/, '-control.xlsx'), mediaType: XLSX, base64: Buffer.from(bytes).toString('base64') };
  },
};
