-- Why: publishers know a pupil by its ECK iD and its school, so the catalogue can say that a publisher needs them.
-- Beside an older version: it may continue to run; it sends neither to a publisher.
ALTER TABLE "publishers" DROP CONSTRAINT "publishers_needs_check";--> statement-breakpoint
ALTER TABLE "publishers" ADD CONSTRAINT "publishers_needs_check" CHECK ("publishers"."needs" <@ array['first-name', 'group', 'eck-id', 'school']);