-- Why: a mail whose delivery cannot be recorded is claimed again and again. The lease grows with the claims
-- that ended without an answer, and after ten of them the mail is given up.
-- Beside the previous version: it does not count, so the lease of its claims does not grow.
ALTER TABLE "mails" ADD COLUMN "unanswered_claims" integer DEFAULT 0 NOT NULL;
