-- The one way into the ledger, and the guards that have the last word.

-- Stocks are written often and never indexed by what changes: leave room for updates in place.
ALTER TABLE ledger_account SET (fillfactor = 60);

-- The vendor's sources and the sink. They keep no balance: each would be one row that the whole installation waits for.
INSERT INTO ledger_account (id, balance, version, floor, open_period)
VALUES (-1, NULL, 0, NULL, NULL), (-2, NULL, 0, NULL, NULL), (-3, NULL, 0, NULL, NULL), (-4, NULL, 0, NULL, NULL);

SELECT audit_append_only('ledger_transaction', also_insert => true);
SELECT audit_append_only('ledger_entry', also_insert => true);
SELECT audit_withhold('ledger_account', 'INSERT, UPDATE, DELETE, TRUNCATE');

CREATE FUNCTION ledger_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of ledger_account is refused: its entries stay', TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER keep BEFORE DELETE ON ledger_account FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_delete();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON ledger_account FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_delete();
ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER keep;
ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER no_truncate;

-- Whatever else than ledger_post inserts entries, those of each transaction balance; so do those of its sets. A pair is
-- looked at by the function itself, before it locks anything: this trigger would add an eighth to its work.
CREATE FUNCTION ledger_check_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM added a GROUP BY a.transaction_id HAVING sum(a.amount) <> 0 OR count(*) < 2) THEN
    RAISE EXCEPTION 'entries of a transaction do not balance' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_balanced';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER check_balanced AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT WHEN (current_setting('ledger.posting', true) IS DISTINCT FROM 'pair')
  EXECUTE FUNCTION ledger_check_balanced();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER check_balanced;

-- Whatever else than ledger_post inserts entries, each belongs to a transaction and leads on from the entry before to where
-- its account now stands. ledger_post takes number and balance of an entry from the very update of the account, so there
-- is nothing to find there, and this look-up would cost a fifth of its speed.
CREATE FUNCTION ledger_check_chained() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM added a
    WHERE NOT EXISTS (SELECT FROM ledger_transaction t WHERE t.id = a.transaction_id)
      OR (
        SELECT CASE WHEN s.balance IS NULL THEN a.seq IS NULL
          WHEN s.version = a.seq THEN s.balance = a.balance_after ELSE s.version > a.seq END
        FROM ledger_account s WHERE s.id = a.account_id
      ) IS NOT TRUE
      OR a.seq = 1 AND a.balance_after <> a.amount
      OR a.seq > 1 AND NOT EXISTS (SELECT FROM ledger_entry e
        WHERE e.account_id = a.account_id AND e.seq = a.seq - 1 AND e.balance_after = a.balance_after - a.amount)
  ) THEN
    RAISE EXCEPTION 'entries do not lead to the balance of their account' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_chained';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER check_chained AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT WHEN (coalesce(current_setting('ledger.posting', true), '') NOT IN ('pair', 'set'))
  EXECUTE FUNCTION ledger_check_chained();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER check_chained;

CREATE FUNCTION ledger_floor(floor bigint, balance bigint, forced boolean) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN floor IS NULL THEN NULL WHEN forced THEN least(0, balance) ELSE least(0, greatest(floor, balance)) END;

CREATE FUNCTION ledger_open(p_id bigint, p_floor bigint, p_period date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO ledger_account (id, balance, version, floor, open_period) VALUES (p_id, 0, 0, p_floor, p_period)
$$;

-- Closes a month for these stocks: from now on they take entries of p_period and later only. The caller holds their locks.
CREATE FUNCTION ledger_advance(p_accounts bigint[], p_period date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE ledger_account SET open_period = p_period
  WHERE id = ANY(p_accounts) AND balance IS NOT NULL AND open_period < p_period
$$;

-- Locks stocks, the youngest (highest id) first, and answers how they stand behind the lock. Everybody follows this order.
-- A reseller is older than its customers, so the stock that many wait for is taken last and held shortest.
CREATE FUNCTION ledger_lock(p_accounts bigint[]) RETURNS TABLE (id bigint, balance bigint, open_period date)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.id, a.balance, a.open_period FROM ledger_account a
  WHERE a.id = ANY(p_accounts) AND a.balance IS NOT NULL ORDER BY a.id DESC FOR NO KEY UPDATE
$$;

-- Refuses accounts that do not exist, looking each up by its id.
CREATE FUNCTION ledger_require(p_accounts bigint[]) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT account_id FROM unnest(p_accounts) account_id) leg
    WHERE (SELECT a.id FROM ledger_account a WHERE a.id = leg.account_id) IS NULL
  ) THEN
    RAISE EXCEPTION 'there is no such ledger account' USING ERRCODE = 'foreign_key_violation';
  END IF;
END $$;

-- Posts transactions, one or thousands, all or none. Locks the stocks, the youngest first, and holds them until the commit.
-- One array element a transaction: p_kinds, p_documents, p_revisions, p_reverses. One a leg: the position of its
-- transaction (from 1), account, heading and amount. The entries of one account take their places credits first, so
-- that an amendment (reversal and new transaction) passes through no balance lower than its result.
-- The period is p_period, or the first one that every stock concerned still takes.
-- Raises check_violation "ledger_account_floor" where a stock would fall below its floor and p_forced is false.
CREATE FUNCTION ledger_post(
  p_at timestamptz, p_period date, p_actor text, p_reason text, p_forced boolean,
  p_kinds smallint[], p_documents bigint[], p_revisions integer[], p_reverses bigint[],
  p_positions integer[], p_accounts bigint[], p_headings smallint[], p_amounts bigint[],
  OUT batch bigint, OUT period date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET ledger.posting = 'pair' AS $$
DECLARE
  younger integer := 1;
  older integer := 2;
  younger_balance bigint;
  younger_seq bigint;
  younger_opened date;
  older_balance bigint;
  older_seq bigint;
  older_opened date;
BEGIN
  IF cardinality(p_kinds) > 1 OR cardinality(p_accounts) <> 2 OR p_accounts[1] = p_accounts[2] THEN
    SELECT posted.batch, posted.period INTO batch, period FROM ledger_post_set(p_at, p_period, p_actor, p_reason, p_forced,
      p_kinds, p_documents, p_revisions, p_reverses, p_positions, p_accounts, p_headings, p_amounts) posted;
    RETURN;
  END IF;
  -- One transaction between two accounts, as nearly all are: half the work of a set, and a busy stock is held half as long.
  IF p_accounts[1] < p_accounts[2] THEN
    younger := 2;
    older := 1;
  END IF;
  IF p_amounts[1] + p_amounts[2] <> 0 THEN
    RAISE EXCEPTION 'entries of a transaction do not balance' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_balanced';
  END IF;
  batch := nextval('ledger_transaction_id_seq');
  UPDATE ledger_account a
  SET balance = a.balance + p_amounts[younger], version = a.version + 1,
    floor = ledger_floor(a.floor, a.balance + p_amounts[younger], p_forced)
  WHERE a.id = p_accounts[younger] AND a.balance IS NOT NULL
  RETURNING a.balance, a.version, a.open_period INTO younger_balance, younger_seq, younger_opened;
  UPDATE ledger_account a
  SET balance = a.balance + p_amounts[older], version = a.version + 1,
    floor = ledger_floor(a.floor, a.balance + p_amounts[older], p_forced)
  WHERE a.id = p_accounts[older] AND a.balance IS NOT NULL
  RETURNING a.balance, a.version, a.open_period INTO older_balance, older_seq, older_opened;
  IF younger_seq IS NULL OR older_seq IS NULL THEN
    -- A source or sink of the vendor's, which keeps no balance, or not there at all.
    PERFORM ledger_require(p_accounts);
  END IF;
  period := greatest(p_period, younger_opened, older_opened);
  INSERT INTO ledger_transaction (id, batch_id, kind, document_id, revision, reverses_id, posted_at, period, forced, actor, reason)
  VALUES (batch, batch, p_kinds[1], p_documents[1], p_revisions[1], p_reverses[1], p_at, ledger_post.period, p_forced, p_actor, p_reason);
  INSERT INTO ledger_entry (transaction_id, leg, account_id, heading, amount, seq, balance_after)
  VALUES (batch, younger, p_accounts[younger], p_headings[younger], p_amounts[younger], younger_seq, younger_balance),
    (batch, older, p_accounts[older], p_headings[older], p_amounts[older], older_seq, older_balance);
END $$;

-- The same for any number of transactions and legs: one statement a table. A test holds the two against each other.
CREATE FUNCTION ledger_post_set(
  p_at timestamptz, p_period date, p_actor text, p_reason text, p_forced boolean,
  p_kinds smallint[], p_documents bigint[], p_revisions integer[], p_reverses bigint[],
  p_positions integer[], p_accounts bigint[], p_headings smallint[], p_amounts bigint[],
  OUT batch bigint, OUT period date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET ledger.posting = 'set' AS $$
DECLARE
  ids bigint[];
BEGIN
  SELECT greatest(p_period, max(locked.open_period)) INTO period
  FROM (
    SELECT a.open_period FROM ledger_account a
    WHERE a.id = ANY(p_accounts) AND a.balance IS NOT NULL ORDER BY a.id DESC FOR NO KEY UPDATE
  ) locked;
  PERFORM ledger_require(p_accounts);
  ids := ARRAY(SELECT nextval('ledger_transaction_id_seq') FROM generate_subscripts(p_kinds, 1));
  batch := ids[1];
  INSERT INTO ledger_transaction (id, batch_id, kind, document_id, revision, reverses_id, posted_at, period, forced, actor, reason)
  SELECT i.id, batch, i.kind, i.document_id, i.revision, i.reverses_id, p_at, ledger_post_set.period, p_forced, p_actor, p_reason
  FROM unnest(ids, p_kinds, p_documents, p_revisions, p_reverses) AS i(id, kind, document_id, revision, reverses_id);
  WITH leg AS MATERIALIZED (
    SELECT l.*, sum(l.amount) OVER placed AS running, row_number() OVER placed AS place
    FROM unnest(p_positions, p_accounts, p_headings, p_amounts) WITH ORDINALITY AS l(position, account_id, heading, amount, leg)
    WINDOW placed AS (PARTITION BY l.account_id ORDER BY l.amount < 0, l.leg)
  ), changed AS (
    UPDATE ledger_account a
    SET balance = a.balance + d.net, version = a.version + d.places,
      floor = ledger_floor(a.floor, a.balance + d.net, p_forced)
    FROM (SELECT account_id, sum(amount)::bigint AS net, count(*) AS places FROM leg GROUP BY account_id) d
    WHERE a.id = d.account_id AND a.balance IS NOT NULL
    RETURNING a.id, a.balance - d.net AS balance, a.version - d.places AS version
  )
  INSERT INTO ledger_entry (transaction_id, leg, account_id, heading, amount, seq, balance_after)
  SELECT ids[l.position], l.leg, l.account_id, l.heading, l.amount, c.version + l.place, c.balance + l.running
  FROM leg l LEFT JOIN changed c ON c.id = l.account_id;
END $$;

-- Only the functions may write, and only the program may call them.
DO $$
DECLARE
  writer text;
BEGIN
  FOR writer IN SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.proname IN ('ledger_open', 'ledger_lock', 'ledger_advance', 'ledger_post', 'ledger_post_set') LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', writer);
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tokenstock_app') THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO tokenstock_app', writer);
    END IF;
  END LOOP;
END $$;
