-- Batches of imports: what each changed, what a person corrected in its files or left out of them, and its taking back.
-- Old rows keep everything; imports of before were taken without that record and cannot be taken back (`reversible` 0).
-- What an import brought may be deleted in the one command that takes the import back, and in no other: its number is not in the
-- audit trail before it commits. Posted lines and decisions point at billing lines and deals, so that foreign keys refuse the rest.
CREATE TABLE `import_changes` (
	`id` integer PRIMARY KEY NOT NULL,
	`import_id` integer NOT NULL,
	`kind` text NOT NULL,
	`record_id` integer NOT NULL,
	`record` text NOT NULL,
	`import_file_id` integer,
	`import_row` integer,
	`before_json` text,
	`after_json` text,
	`version_after` integer,
	FOREIGN KEY (`import_id`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`import_file_id`) REFERENCES `import_files`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `import_changes_by_import` ON `import_changes` (`import_id`,`kind`,`id`);
--> statement-breakpoint
CREATE TABLE `import_edits` (
	`id` integer PRIMARY KEY NOT NULL,
	`import_file_id` integer NOT NULL,
	`kind` text NOT NULL,
	`sheet` text NOT NULL,
	`row` integer NOT NULL,
	`column_name` text,
	`from_text` text,
	`to_text` text,
	FOREIGN KEY (`import_file_id`) REFERENCES `import_files`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `import_edits_by_file` ON `import_edits` (`import_file_id`,`row`);
--> statement-breakpoint
ALTER TABLE `imports` ADD `reversible` integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE `imports` ADD `reverted_at` text;
--> statement-breakpoint
ALTER TABLE `imports` ADD `reverted_by` text;
--> statement-breakpoint
ALTER TABLE `imports` ADD `revert_reason` text;
--> statement-breakpoint
ALTER TABLE `imports` ADD `reverted_seq` integer;
--> statement-breakpoint
CREATE INDEX `imports_by_seq` ON `imports` (`recorded_seq`);
--> statement-breakpoint
DROP TRIGGER billing_lines_no_delete;
--> statement-breakpoint
CREATE TRIGGER billing_lines_no_delete BEFORE DELETE ON billing_lines
WHEN NOT EXISTS (SELECT 1 FROM import_files f JOIN imports i ON i.id = f.import_id WHERE f.id = OLD.import_file_id AND i.reverted_seq > (SELECT max(seq) FROM audit_rows)) BEGIN SELECT RAISE(ABORT, 'billing lines are corrected by new lines'); END;
--> statement-breakpoint
DROP TRIGGER deals_no_delete;
--> statement-breakpoint
CREATE TRIGGER deals_no_delete BEFORE DELETE ON deals
WHEN NOT EXISTS (SELECT 1 FROM import_files f JOIN imports i ON i.id = f.import_id WHERE f.id = OLD.import_file_id AND i.reverted_seq > (SELECT max(seq) FROM audit_rows)) BEGIN SELECT RAISE(ABORT, 'a registered deal is voided or cancelled, not deleted'); END;
--> statement-breakpoint
DROP TRIGGER negotiated_terms_no_delete;
--> statement-breakpoint
CREATE TRIGGER negotiated_terms_no_delete BEFORE DELETE ON negotiated_terms
WHEN NOT EXISTS (SELECT 1 FROM imports i WHERE i.recorded_seq = OLD.recorded_seq AND i.reverted_seq > (SELECT max(seq) FROM audit_rows)) BEGIN SELECT RAISE(ABORT, 'negotiated terms are ended by new ones'); END;
--> statement-breakpoint
DROP TRIGGER tax_standings_no_delete;
--> statement-breakpoint
CREATE TRIGGER tax_standings_no_delete BEFORE DELETE ON tax_standings
WHEN NOT EXISTS (SELECT 1 FROM imports i WHERE i.recorded_seq = OLD.recorded_seq AND i.reverted_seq > (SELECT max(seq) FROM audit_rows)) BEGIN SELECT RAISE(ABORT, 'evidence is added, not changed'); END;
--> statement-breakpoint
CREATE TRIGGER imports_no_delete BEFORE DELETE ON imports BEGIN SELECT RAISE(ABORT, 'what was imported stays recorded'); END;
--> statement-breakpoint
CREATE TRIGGER imports_reverted_once BEFORE UPDATE OF reverted_at, reverted_by, revert_reason, reverted_seq ON imports
WHEN OLD.reverted_seq IS NOT NULL OR NEW.reverted_seq <> (SELECT max(seq) + 1 FROM audit_rows) BEGIN SELECT RAISE(ABORT, 'an import is taken back once, by a command'); END;
--> statement-breakpoint
CREATE TRIGGER import_edits_no_update BEFORE UPDATE ON import_edits BEGIN SELECT RAISE(ABORT, 'what was corrected stays recorded'); END;
--> statement-breakpoint
CREATE TRIGGER import_edits_no_delete BEFORE DELETE ON import_edits BEGIN SELECT RAISE(ABORT, 'what was corrected stays recorded'); END;
--> statement-breakpoint
CREATE TRIGGER import_changes_no_update BEFORE UPDATE ON import_changes
WHEN OLD.after_json IS NOT NULL OR NEW.before_json IS NOT NULL OR NEW.record_id <> OLD.record_id OR NEW.import_id <> OLD.import_id BEGIN SELECT RAISE(ABORT, 'what an import changed stays recorded'); END;
--> statement-breakpoint
CREATE TRIGGER import_changes_no_delete BEFORE DELETE ON import_changes BEGIN SELECT RAISE(ABORT, 'what an import changed stays recorded'); END;
