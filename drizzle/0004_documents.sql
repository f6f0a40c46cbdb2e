-- Documents that left the application: every issue of a statement with the names and accounts it bore, and every file given to a bank.
-- New tables; no old row is touched.
CREATE TABLE `statement_issues` (
	`quarter` text NOT NULL,
	`partner_id` integer NOT NULL,
	`revision` integer NOT NULL,
	`number` text NOT NULL,
	`issued_on` text NOT NULL,
	`reason` text NOT NULL,
	`changed_json` text NOT NULL,
	`facts_json` text NOT NULL,
	`recorded_seq` integer NOT NULL,
	PRIMARY KEY(`quarter`, `partner_id`, `revision`),
	FOREIGN KEY (`quarter`) REFERENCES `payout_runs`(`quarter`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`partner_id`) REFERENCES `partners`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TRIGGER statement_issues_no_update BEFORE UPDATE ON statement_issues BEGIN SELECT RAISE(ABORT, 'an issued statement stays as it is; issue it again'); END;
--> statement-breakpoint
CREATE TRIGGER statement_issues_no_delete BEFORE DELETE ON statement_issues BEGIN SELECT RAISE(ABORT, 'an issued statement stays as it is; issue it again'); END;
--> statement-breakpoint
CREATE TABLE `bank_exports` (
	`id` integer PRIMARY KEY NOT NULL,
	`quarter` text NOT NULL,
	`profile` text NOT NULL,
	`file_name` text NOT NULL,
	`sha256` text NOT NULL,
	`payments` integer NOT NULL,
	`total_paisa` integer NOT NULL,
	`exported_on` text NOT NULL,
	`exported_at` text NOT NULL,
	`reason` text NOT NULL,
	`actor` text NOT NULL,
	`recorded_seq` integer NOT NULL,
	FOREIGN KEY (`quarter`) REFERENCES `payout_runs`(`quarter`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `bank_export_payments` (
	`export_id` integer NOT NULL,
	`partner_id` integer NOT NULL,
	`reference` text NOT NULL,
	`amount_paisa` integer NOT NULL,
	PRIMARY KEY(`export_id`, `partner_id`),
	FOREIGN KEY (`export_id`) REFERENCES `bank_exports`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`partner_id`) REFERENCES `partners`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TRIGGER bank_exports_no_update BEFORE UPDATE ON bank_exports BEGIN SELECT RAISE(ABORT, 'what went to the bank stays on record'); END;
--> statement-breakpoint
CREATE TRIGGER bank_exports_no_delete BEFORE DELETE ON bank_exports BEGIN SELECT RAISE(ABORT, 'what went to the bank stays on record'); END;
--> statement-breakpoint
CREATE TRIGGER bank_export_payments_no_update BEFORE UPDATE ON bank_export_payments BEGIN SELECT RAISE(ABORT, 'what went to the bank stays on record'); END;
--> statement-breakpoint
CREATE TRIGGER bank_export_payments_no_delete BEFORE DELETE ON bank_export_payments BEGIN SELECT RAISE(ABORT, 'what went to the bank stays on record'); END;
