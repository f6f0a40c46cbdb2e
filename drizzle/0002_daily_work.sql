-- What people keep beside the ledger: saved views, drafts, acts that can be taken back, notes on queues, tags, what they have
-- seen, and terms being prepared. New tables only; no old row is touched.
CREATE TABLE `saved_views` (
	`id` integer PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`list` text NOT NULL,
	`name` text NOT NULL,
	`body_json` text NOT NULL,
	`version` integer NOT NULL,
	`recorded_seq` integer NOT NULL,
	CONSTRAINT `saved_views_key` UNIQUE(`owner`,`list`,`name`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `drafts` (
	`owner` text NOT NULL,
	`form` text NOT NULL,
	`subject` text NOT NULL,
	`body_json` text NOT NULL,
	`saved_at` text NOT NULL,
	PRIMARY KEY(`owner`, `form`, `subject`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `undoable_acts` (
	`seq` integer PRIMARY KEY NOT NULL,
	`actor` text NOT NULL,
	`title` text NOT NULL,
	`procedure` text NOT NULL,
	`input_json` text NOT NULL,
	`at` text NOT NULL,
	`undone_seq` integer,
	`undoes_seq` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `undoable_acts_by_actor` ON `undoable_acts` (`actor`,`seq`);
--> statement-breakpoint
CREATE TABLE `queue_notes` (
	`id` integer PRIMARY KEY NOT NULL,
	`queue` text NOT NULL,
	`subject` text NOT NULL,
	`assignee` text,
	`snoozed_until` text,
	`reason` text,
	`noted_by` text NOT NULL,
	`noted_at` text NOT NULL,
	`recorded_seq` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `queue_notes_by_subject` ON `queue_notes` (`queue`,`subject`,`id`);
--> statement-breakpoint
CREATE TABLE `partner_tags` (
	`partner_id` integer NOT NULL,
	`tag` text NOT NULL,
	PRIMARY KEY(`partner_id`, `tag`),
	FOREIGN KEY (`partner_id`) REFERENCES `partners`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `partner_tags_by_tag` ON `partner_tags` (`tag`,`partner_id`);
--> statement-breakpoint
CREATE TABLE `visits` (
	`owner` text NOT NULL,
	`screen` text NOT NULL,
	`seen_seq` integer NOT NULL,
	`seen_at` text NOT NULL,
	PRIMARY KEY(`owner`, `screen`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `terms_drafts` (
	`id` integer PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`effective_from` text NOT NULL,
	`changes_json` text NOT NULL,
	`reason` text NOT NULL,
	`drafted_by` text NOT NULL,
	`drafted_at` text NOT NULL,
	`approved_by` text,
	`approved_at` text,
	`terms_version_id` integer,
	`version` integer NOT NULL,
	`recorded_seq` integer NOT NULL,
	FOREIGN KEY (`terms_version_id`) REFERENCES `terms_versions`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TRIGGER queue_notes_no_update BEFORE UPDATE ON queue_notes BEGIN SELECT RAISE(ABORT, 'a note on a queue is followed by a newer one'); END;
--> statement-breakpoint
CREATE TRIGGER queue_notes_no_delete BEFORE DELETE ON queue_notes BEGIN SELECT RAISE(ABORT, 'a note on a queue is followed by a newer one'); END;
