import type { ReadDb, WriteDb } from '../tx.ts';

/** Kinds whose records an import brings or changes one by one; billing lines name their import themselves. */
export type KeptKind = 'partners' | 'deals' | 'leads' | 'holidays';

interface KeptTable {
  /** What people call the record. */
  readonly record: string;
  /** Columns that an import may change. */
  readonly columns: readonly string[];
  /** Columns besides, that tell what a new record was when it is taken back. */
  readonly fixed: readonly string[];
  /** Rows that the names in the files speak of. */
  readonly named: string;
  readonly version: string;
  readonly file: string;
  readonly row: string;
}

const NAMES = '(SELECT value FROM json_each(:names))';

export const KEPT: Readonly<Record<KeptKind, KeptTable>> = {
  partners: {
    record: 'r.code',
    columns:
      'name kind status joined_on opening_tier opened_on email phone city country ntn cnic bank_title bank_name iban contact_name contact_title industry website account_manager'.split(
        ' ',
      ),
    fixed: ['code'],
    named: `r.code IN ${NAMES}`,
    version: 'r.version',
    file: 'NULL',
    row: 'NULL',
  },
  deals: {
    record: 'r.code',
    columns:
      'contract_value_paisa duration_months term_end_month expected_monthly_paisa expected_until own_rate_reason completed_on completed_month completion_seq cancelled_on cancelled_month cancel_reason cancellation_seq clawed_back uncounted_from'.split(
        ' ',
      ),
    fixed: 'code client contract_type signed_on start_on own_rate_bps registered_tier registered_rate_bps registered_rate_source'.split(' '),
    named: `r.code IN ${NAMES}`,
    version: 'r.version',
    file: 'r.import_file_id',
    row: 'r.import_row',
  },
  leads: {
    record: "r.client || ', ' || r.submitted_on",
    columns:
      'contact_name status contact_title contact_phone description estimated_value_paisa timeline services decision_timeline industry qualified_on closed_on lost_reason deal_code'.split(
        ' ',
      ),
    fixed: ['client', 'contact_email', 'submitted_on'],
    named: `r.partner_id IN (SELECT id FROM partners WHERE code IN ${NAMES})`,
    version: 'r.version',
    file: 'NULL',
    row: 'NULL',
  },
  holidays: { record: 'r.on_date', columns: ['name'], fixed: ['on_date'], named: `r.on_date IN ${NAMES}`, version: 'NULL', file: 'NULL', row: 'NULL' },
};

export const KEPT_KINDS = Object.keys(KEPT) as KeptKind[];

const imageOf = (columns: readonly string[]): string => `json_object(${columns.map((column) => `'${column}', r.${column}`).join(', ')})`;

/** What the files name, by kind: codes of partners and deals, codes of the leads' partners, dates of holidays. */
export type Named = Readonly<Record<KeptKind, readonly string[]>>;

/** Puts aside how the named records stand before an import touches them. */
export function keepBefore(db: WriteDb, named: Named): void {
  db.run('CREATE TEMP TABLE IF NOT EXISTS import_before (kind TEXT, id INTEGER, image TEXT, PRIMARY KEY (kind, id))');
  db.run('DELETE FROM temp.import_before');
  for (const kind of KEPT_KINDS) {
    if (named[kind].length === 0) continue;
    const { columns, named: where } = KEPT[kind];
    db.run(`INSERT INTO temp.import_before SELECT '${kind}', r.rowid, ${imageOf(columns)} FROM ${kind} r WHERE ${where}`, {
      names: JSON.stringify(named[kind]),
    });
  }
}

/** Keeps which records came or changed since {@link keepBefore}; evidence of tax standing and negotiated terms are new ones always. */
export function keepChanges(db: WriteDb, importId: number, seq: number, named: Named): void {
  const into = 'INSERT INTO import_changes (import_id, kind, record_id, record, import_file_id, import_row, before_json, after_json, version_after)';
  for (const kind of KEPT_KINDS) {
    if (named[kind].length === 0) continue;
    const { record, columns, named: where, version, file, row } = KEPT[kind];
    // A record without a version is known again by its content.
    const after = version === 'NULL' ? imageOf(columns) : `CASE WHEN b.id IS NOT NULL THEN ${imageOf(columns)} END`;
    db.run(
      `${into} SELECT :importId, '${kind}', r.rowid, ${record}, ${file}, ${row}, b.image, ${after}, ${version}
       FROM ${kind} r LEFT JOIN temp.import_before b ON b.kind = '${kind}' AND b.id = r.rowid WHERE ${where} AND (b.id IS NULL OR b.image <> ${imageOf(columns)}) ORDER BY r.rowid`,
      { importId, names: JSON.stringify(named[kind]) },
    );
  }
  for (const [kind, record] of [
    ['negotiated_terms', "p.code || ', ' || r.kind || ' from ' || r.from_on"],
    ['tax_standings', "p.code || ', ' || r.standing || ' on ' || r.checked_on"],
  ] as const)
    db.run(
      `${into} SELECT ?, '${kind}', r.id, ${record}, NULL, NULL, NULL, NULL, NULL FROM ${kind} r JOIN partners p ON p.id = r.partner_id WHERE r.recorded_seq = ? ORDER BY r.id`,
      [importId, seq],
    );
}

export interface ImportBatch {
  readonly id: number;
  readonly seq: number;
  readonly importedAt: string;
  readonly actor: string;
  readonly reversible: number;
  readonly revertedAt: string | null;
  readonly revertedBy: string | null;
  readonly revertReason: string | null;
}

export const BATCH_COLUMNS =
  'i.id, i.recorded_seq AS seq, i.imported_at AS importedAt, i.actor, i.reversible, i.reverted_at AS revertedAt, i.reverted_by AS revertedBy, i.revert_reason AS revertReason';

export function findImport(db: ReadDb, id: number): ImportBatch | undefined {
  return db.get<ImportBatch>(`SELECT ${BATCH_COLUMNS} FROM imports i WHERE i.id = ?`, [id]);
}

/** New records of a kind that the import brought. */
export const broughtBy = (kind: string): string =>
  `(SELECT c.record_id FROM import_changes c WHERE c.import_id = :import AND c.kind = '${kind}' AND c.before_json IS NULL)`;

/** The billing lines of one import. */
const LINES = 'r.recorded_seq = :seq AND r.import_file_id IN (SELECT id FROM import_files WHERE import_id = :import)';

/** Writes down what is about to go, as it stands. */
export function keepGoing(db: WriteDb, { id, seq }: ImportBatch): void {
  for (const kind of KEPT_KINDS) {
    const { columns, fixed, version } = KEPT[kind];
    if (version === 'NULL') continue;
    db.run(
      `UPDATE import_changes SET after_json = ${imageOf([...fixed, ...columns])} FROM ${kind} r
       WHERE import_changes.import_id = :import AND import_changes.kind = '${kind}' AND import_changes.before_json IS NULL AND r.rowid = import_changes.record_id`,
      { import: id },
    );
  }
  db.run(
    `INSERT INTO import_changes (import_id, kind, record_id, record, import_file_id, import_row, before_json, after_json, version_after)
     SELECT :import, 'billing', r.id, d.code || ' ' || r.invoice_no, r.import_file_id, r.import_row, NULL, ${imageOf(['period', 'invoice_date', 'kind', 'amount_paisa'])}, NULL
     FROM billing_lines r JOIN deals d ON d.id = r.deal_id WHERE ${LINES} ORDER BY r.id`,
    { import: id, seq },
  );
}

/** Takes the lines of the import out, and off the totals of their deals. */
export function removeLines(db: WriteDb, { id, seq }: ImportBatch): number {
  const params = { import: id, seq };
  db.run(
    `UPDATE deal_totals SET billed_paisa = billed_paisa - gone.paisa
     FROM (SELECT deal_id, sum(amount_paisa) AS paisa FROM billing_lines r WHERE ${LINES} GROUP BY deal_id) gone WHERE gone.deal_id = deal_totals.deal_id`,
    params,
  );
  return db.run(`DELETE FROM billing_lines AS r WHERE ${LINES}`, params).changes;
}

/** Gives changed records the values they had before the import. */
export function restoreChanged(db: WriteDb, { id }: ImportBatch, nextSeq: number): void {
  for (const kind of KEPT_KINDS) {
    const { columns, version } = KEPT[kind];
    const stamps = [
      ...(version === 'NULL' ? [] : ['version = version + 1']),
      ...(kind === 'partners' || kind === 'leads' ? [`recorded_seq = ${nextSeq}`] : []),
    ];
    db.run(
      `UPDATE ${kind} SET ${[...columns.map((column) => `${column} = c.before_json ->> '${column}'`), ...stamps].join(', ')}
       FROM import_changes c WHERE c.import_id = :import AND c.kind = '${kind}' AND c.before_json IS NOT NULL AND ${kind}.rowid = c.record_id`,
      { import: id },
    );
  }
}

/** Takes out what the import brought, children first. */
export function removeBrought(db: WriteDb, { id }: ImportBatch): void {
  const params = { import: id };
  db.run(`DELETE FROM leads WHERE id IN ${broughtBy('leads')}`, params);
  db.run(`DELETE FROM deal_totals WHERE deal_id IN ${broughtBy('deals')}`, params);
  db.run(`DELETE FROM deals WHERE id IN ${broughtBy('deals')}`, params);
  db.run(`DELETE FROM negotiated_terms WHERE id IN ${broughtBy('negotiated_terms')}`, params);
  db.run(`DELETE FROM tax_standings WHERE id IN ${broughtBy('tax_standings')}`, params);
  for (const table of ['tier_changes', 'tier_graces']) db.run(`DELETE FROM ${table} WHERE partner_id IN ${broughtBy('partners')}`, params);
  db.run(`DELETE FROM partners WHERE id IN ${broughtBy('partners')}`, params);
  db.run(`DELETE FROM holidays WHERE rowid IN ${broughtBy('holidays')}`, params);
}

/** Foreign keys that no index serves: each deleted row would be looked for in the whole of these tables. */
const UNSERVED: Readonly<Record<'billing' | 'partners', readonly (readonly [table: string, column: string])[]>> = {
  billing: [['accrual_lines', 'billing_line_id']],
  partners: [
    ['accrual_lines', 'partner_id'],
    ['journal_entries', 'partner_id'],
    ['journal_lines', 'partner_id'],
    ['payout_events', 'partner_id'],
  ],
};

/** Does `work` with an index on the foreign keys that point at what it deletes; kept for good they would slow every close. */
export function withReferencesIndexed(db: WriteDb, kinds: readonly (keyof typeof UNSERVED)[], work: () => void): void {
  const names = kinds.flatMap((kind) => UNSERVED[kind].map(([table, column]) => ({ table, column, name: `passing_${table}_${column}` })));
  for (const { table, column, name } of names) db.run(`CREATE INDEX ${name} ON ${table} (${column})`);
  work();
  for (const { name } of names) db.run(`DROP INDEX ${name}`);
}
