CREATE TABLE `known_devices` (
	`user_id` text NOT NULL,
	`device` text NOT NULL,
	`seen_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `device`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `known_devices_seen` ON `known_devices` (`seen_at`);--> statement-breakpoint
CREATE TABLE `notification_facts` (
	`id` text PRIMARY KEY NOT NULL,
	`is_told` integer DEFAULT false NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `notification_facts_at` ON `notification_facts` (`at`);--> statement-breakpoint
CREATE TABLE `notification_mails` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`user_id` text NOT NULL,
	`code` text NOT NULL,
	`params` text NOT NULL,
	`link` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `notification_mails_created` ON `notification_mails` (`created_at`);--> statement-breakpoint
CREATE TABLE `notification_preferences` (
	`user_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`code` text NOT NULL,
	`in_app` integer NOT NULL,
	`desktop` integer NOT NULL,
	`sound` integer NOT NULL,
	`email` integer NOT NULL,
	PRIMARY KEY(`user_id`, `workspace_id`, `code`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `templates` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`name` text NOT NULL,
	`shortcut` text NOT NULL,
	`folded_shortcut` text NOT NULL,
	`body` text NOT NULL,
	`language` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `templates_shortcut` ON `templates` (`workspace_id`,`folded_shortcut`);--> statement-breakpoint
CREATE TABLE `uploads` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`r2_key` text NOT NULL,
	`mimetype` text NOT NULL,
	`filename` text,
	`size_bytes` integer NOT NULL,
	`digest` text,
	`key_hash` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`session_id` text,
	`claimed_at` integer,
	`deleted_at` integer,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `uploads_expiry` ON `uploads` (`expires_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `uploads_key` ON `uploads` (`key_hash`);--> statement-breakpoint
DROP INDEX `notifications_user`;--> statement-breakpoint
ALTER TABLE `notifications` ADD `read_at` integer;--> statement-breakpoint
ALTER TABLE `notifications` ADD `count` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `notifications` ADD `group_key` text;--> statement-breakpoint
CREATE INDEX `notifications_latest` ON `notifications` (`user_id`,`workspace_id`,`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `notifications_type` ON `notifications` (`user_id`,`workspace_id`,`type`,`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `notifications_unread` ON `notifications` (`user_id`,`workspace_id`,`updated_at`,`id`) WHERE read = 0;--> statement-breakpoint
CREATE INDEX `notifications_unread_type` ON `notifications` (`user_id`,`workspace_id`,`type`,`updated_at`,`id`) WHERE read = 0;--> statement-breakpoint
CREATE INDEX `notifications_read_at` ON `notifications` (`user_id`,`workspace_id`,`read_at`) WHERE read = 1;