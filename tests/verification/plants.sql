-- Faults that somebody with full rights could plant: above each the invariant that it breaks, what it is, and some of
-- the words that it is named by. `pg_temp.company` gives the number of a company, `pg_temp.sale` that of the transaction
-- that stands for the order AMENDED.

-- I1 | a leg removed | has 1 entries
DELETE FROM ledger_entry WHERE transaction_id = pg_temp.sale() AND amount < 0;

-- I1 | a leg changed | sum to 12
UPDATE ledger_entry SET amount = amount + 12 WHERE transaction_id = pg_temp.sale() AND amount > 0;

-- I1 | entries of nothing | belong to no transaction
DELETE FROM ledger_transaction WHERE id = pg_temp.sale();

-- I2 | tokens out of nothing | are held
UPDATE ledger_account SET balance = balance + 12 WHERE id = pg_temp.company('Cargo Lines');

-- I3 | a lost update | its entries lead to
UPDATE ledger_account SET balance = balance - 72
  WHERE id = pg_temp.company('Cargo Lines');
UPDATE ledger_account SET balance = balance + 72
  WHERE id = pg_temp.company('Stranger Rail');

-- I3 | a balance that does not follow | leads from
UPDATE ledger_entry SET balance_after = 0 WHERE transaction_id = pg_temp.sale() AND amount > 0;

-- I3 | a place skipped | is numbered 102
UPDATE ledger_entry SET seq = seq + 100 WHERE account_id = pg_temp.company('Cargo Lines') AND seq > 1;

-- I4 | a reseller below zero unforced | nobody forced it
UPDATE ledger_transaction SET forced = false WHERE forced AND kind = 2;

-- I4 | a floor let down | the floor is -1000
UPDATE ledger_account SET floor = -1000 WHERE id = pg_temp.company('Prisma Partners');

-- I4 | a reseller without a floor | has no floor
UPDATE ledger_account SET floor = NULL WHERE id = pg_temp.company('Prisma Partners');

-- I4 | a partner that forces | the vendor had no part in it
UPDATE ledger_transaction SET forced = true WHERE id = pg_temp.sale();

-- I5 | a half pack | 66 tokens in 6 packs of 12
UPDATE orders_order SET tokens = tokens - 6 WHERE ref = 'AMENDED';

-- I5 | a bonus of two | is over 24 tokens
UPDATE registration_claim SET tokens = 24 WHERE serial = 'BONUS';

-- I6 | a guard off | is not always on
ALTER TABLE ledger_entry DISABLE TRIGGER append_only;

-- I6 | a guard gone | is missing
DROP TRIGGER no_truncate ON audit_record;

-- I6 | a guard asleep | refuses nothing
CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';

-- I6 | closed accounts unguarded | closed_stays of stock_standing is not always on
ALTER TABLE stock_standing DISABLE TRIGGER closed_stays;

-- I6 | late reports unguarded | append_only of metering_late_report is not always on
ALTER TABLE metering_late_report DISABLE TRIGGER append_only;

-- I6 | a right given | may UPDATE ledger_entry
GRANT UPDATE (amount) ON ledger_entry TO tokenstock_app;

-- I6 | a constraint gone | ledger_account_floor
ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_floor;

-- I7 | an order posted twice | 2 transactions are revision 2
ALTER TABLE ledger_transaction DROP CONSTRAINT ledger_transaction_once;
INSERT INTO ledger_transaction SELECT id + 1000, batch_id, kind, document_id, revision, NULL, posted_at, period, forced, actor, reason
  FROM ledger_transaction WHERE id = pg_temp.sale();

-- I7 | a month charged twice | is charged 2 times for 2026-03
WITH again AS (INSERT INTO ledger_transaction SELECT id + 1000, batch_id, kind, document_id, 1, NULL, posted_at, period, forced, actor, reason
  FROM ledger_transaction WHERE kind = 5 AND document_id = pg_temp.company('Cargo Lines') RETURNING id)
  INSERT INTO ledger_entry
  SELECT again.id, 1, pg_temp.company('Cargo Lines'), 7, -3, 1000, 0 FROM again;

-- I7 | a device claimed twice | 2 bonuses are booked for the device BONUS
ALTER TABLE registration_claim DROP CONSTRAINT claim_serial_in_upper_case;
INSERT INTO registration_claim (account_id, serial, model, imei, tokens, claimed_at, claimed_by)
  VALUES (pg_temp.company('Direct Water'), 'bonus', 'RV50', '', 12, now(), 'x');

-- I7 | a renewal brought twice | was brought 2 times 90 days ahead
ALTER TABLE registration_renewal DROP CONSTRAINT renewal_once_a_stage;
INSERT INTO registration_renewal (claim_id, stage, partner_id, due_on, brought_at)
  SELECT id, 90, pg_temp.company('Prisma Partners'), '2027-03-10', now() FROM registration_claim, generate_series(1, 2) WHERE serial = 'BONUS';

-- I8 | a document never posted | nothing was posted
INSERT INTO orders_adjustment (account_id, tokens, reason, period, entered_at, entered_by, asked)
  VALUES (pg_temp.company('Cargo Lines'), 5, '', '2026-04-01', now(), 'x', '{}');

-- I8 | a posting of no document | which says nothing of it
SELECT ledger_post(now(), '2026-04-01', 'x', '', false, '{3}', '{999}', '{1}', '{NULL}', '{1,1}', ARRAY[-2, pg_temp.company('Cargo Lines')], '{0,5}', '{-5,5}');

-- I8 | a posting by nobody | nobody posted it
UPDATE ledger_transaction SET actor = '' WHERE id = pg_temp.sale();

-- I8 | a posting by another | Rival posted it
UPDATE ledger_transaction SET actor = 'Rival' WHERE id = pg_temp.sale();

-- I8 | a wording removed | has 1 wordings
DELETE FROM orders_revision WHERE order_id = (SELECT id FROM orders_order WHERE ref = 'AMENDED') AND version = 1;

-- I8 | a bonus kept back | waits, though the account consumes
UPDATE registration_claim SET booked_at = NULL WHERE serial = 'BONUS';

-- I9 | an order back from the dead | stands for 24 tokens, 0 were moved
UPDATE orders_order SET deleted_at = NULL WHERE ref = 'DELETED';

-- I9 | an order grown | stands for 84 tokens, 72 were moved
UPDATE orders_order SET packs = packs + 1, tokens = tokens + 12 WHERE ref = 'AMENDED';

-- I10 | tokens to a stranger | which nothing calls for
UPDATE ledger_entry SET account_id = pg_temp.company('Stranger Rail'), seq = 1000
  WHERE transaction_id = pg_temp.sale() AND amount > 0;

-- I10 | a customer of another's | never was the partner of record
UPDATE orders_order SET buyer_id = pg_temp.company('Stranger Rail') WHERE ref = 'AMENDED';

-- I10 | a reversal of something else | does not reverse
UPDATE ledger_transaction SET reverses_id = 1 WHERE kind = 2 AND document_id = (SELECT id FROM orders_order WHERE ref = 'AMENDED');

-- I11 | a statement touched up | received is
UPDATE stock_statement SET received = received + 12, closing = closing + 12
  WHERE account_id = pg_temp.company('Cargo Lines') AND month = '2026-03-01';

-- I11 | an opening out of nothing | it opens with
UPDATE stock_statement SET opening = opening + 12
  WHERE account_id = pg_temp.company('Cargo Lines') AND month = '2026-04-01';

-- I11 | a posting into a closed month | the entries say
UPDATE ledger_transaction SET period = '2026-03-01' WHERE kind = 1 AND period = '2026-04-01';

-- I11 | a posting after the close | after the close
UPDATE ledger_transaction SET posted_at = '2026-04-02' WHERE id = pg_temp.sale();

-- I11 | a statement removed | no statement
DELETE FROM stock_statement WHERE account_id = pg_temp.company('Cargo Lines') AND month = '2026-03-01';

-- I11 | a month opened again | takes entries from 2026-03
UPDATE ledger_account SET open_period = '2026-03-01' WHERE id = pg_temp.company('Cargo Lines');

-- I11 | tokens into a closed account | posted after the account was closed
UPDATE ledger_transaction SET period = '2026-05-01' WHERE id IN (
  SELECT transaction_id FROM ledger_entry WHERE account_id = pg_temp.company('Gone Gas'));

-- I11 | a late report of an open month | and it is open
INSERT INTO metering_late_report (account_id, system_id, activated, at, month, from_at, until_at, received_at, received_by)
  VALUES (pg_temp.company('Cargo Lines'), 1, true, '2026-04-02', '2026-04-01', '2026-04-02', '2026-04-03', now(), 'x');

-- I12 | a suspension lifted | does not suspend the account
UPDATE stock_standing SET lapsed = false WHERE account_id = pg_temp.company('Direct Water');

-- I12 | a suspension for nothing | is suspended for a stock of
UPDATE stock_standing SET lapsed = true WHERE account_id = pg_temp.company('Cargo Lines');

-- I12 | a standing left behind | the standing says
UPDATE stock_standing SET stock = stock + 1 WHERE account_id = pg_temp.company('Cargo Lines');

-- I12 | a peak forgotten | the peak so far is noted as 0
UPDATE stock_standing SET peak = 0 WHERE account_id = pg_temp.company('Cargo Lines');

-- I12 | a system not counted | and nothing counts it
DELETE FROM metering_activation WHERE account_id = pg_temp.company('Cargo Lines') AND until_at IS NULL;

-- I12 | free of charge | consumes and is not charged
UPDATE metering_chargeable SET until_at = now()
  WHERE account_id = pg_temp.company('Cargo Lines') AND until_at IS NULL;

-- I12 | charged while suspended | charged while it is suspended
UPDATE metering_chargeable SET until_at = NULL WHERE account_id = pg_temp.company('Stranger Rail');

-- I12 | another partner's grid | another partner of record
UPDATE stock_standing SET partner_id = pg_temp.company('Rival Resale')
  WHERE account_id = pg_temp.company('Cargo Lines');

-- I12 | a closed account that consumes | consuming is noted as t
UPDATE stock_standing SET consumes = true WHERE account_id = pg_temp.company('Gone Gas');

-- I12 | a closed account opened again | its standing says otherwise
UPDATE accounts_account SET closed_at = NULL WHERE name = 'Gone Gas';

-- I12 | a closed account charged | is charged and does not consume
UPDATE metering_chargeable SET until_at = NULL WHERE account_id = pg_temp.company('Gone Gas');

-- I12 | a system activated in a closed account | activated in a closed account
UPDATE devices_system SET state = 'ACTIVE' WHERE account_id = pg_temp.company('Gone Gas');

-- I12 | a customer of a closed partner | one below it is not
UPDATE accounts_account SET parent_id = pg_temp.company('Gone Gas') WHERE name = 'Stranger Rail';
