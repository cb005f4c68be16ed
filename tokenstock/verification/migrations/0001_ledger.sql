-- The ledger by itself. Each view is empty for as long as its invariant holds. A row of it is a fault: what is wrong,
-- and the transaction, ledger account or document (its number in the table that the text names) where it is so.

-- I1: a transaction has two entries or more, which sum to zero.
CREATE VIEW verification_i01_balanced AS
SELECT * FROM (
  SELECT
    CASE
      WHEN t.id IS NULL THEN format('%s entries belong to no transaction', e.entries)
      WHEN e.entries IS NULL OR e.entries < 2 THEN format('the transaction has %s entries', coalesce(e.entries, 0))
      WHEN e.total <> 0 THEN format('the entries of the transaction sum to %s', e.total)
    END AS fault,
    coalesce(t.id, e.transaction_id) AS transaction_id, NULL::bigint AS account_id, NULL::bigint AS document_id
  FROM ledger_transaction t
  FULL JOIN (
    SELECT transaction_id, count(*) AS entries, sum(amount) AS total FROM ledger_entry GROUP BY transaction_id
  ) e ON e.transaction_id = t.id
) judged WHERE fault IS NOT NULL;

-- I2: what is held and what was consumed is what was issued.
CREATE VIEW verification_i02_conserved AS
SELECT
  format('%s tokens are held and %s were consumed, but %s were issued', held.tokens, used.consumed, used.issued) AS fault,
  NULL::bigint AS transaction_id, NULL::bigint AS account_id, NULL::bigint AS document_id
FROM (SELECT coalesce(sum(balance), 0) AS tokens FROM ledger_account) held
CROSS JOIN (
  SELECT coalesce(sum(amount) FILTER (WHERE account_id = -4), 0) AS consumed,
    coalesce(-sum(amount) FILTER (WHERE account_id <> -4), 0) AS issued
  FROM ledger_entry WHERE account_id < 0
) used
WHERE held.tokens + used.consumed <> used.issued;

-- I3: a stock's entries are numbered from 1 without a gap, each leads from the balance before it to the one after it,
-- and the last one leads to where the stock is said to stand. A source or sink keeps no balance.
CREATE VIEW verification_i03_derived AS
SELECT * FROM (
  SELECT
    CASE
      WHEN e.seq IS DISTINCT FROM e.place THEN format('entry %s of the stock is numbered %s', e.place, coalesce(e.seq::text, 'not'))
      WHEN e.balance_after IS DISTINCT FROM e.before + e.amount
        THEN format('entry %s of the stock leads from %s by %s to %s', e.place, e.before, e.amount, e.balance_after)
    END AS fault,
    e.transaction_id, e.account_id, NULL::bigint AS document_id
  FROM (
    SELECT transaction_id, account_id, amount, seq, balance_after,
      row_number() OVER placed AS place, lag(balance_after, 1, 0::bigint) OVER placed AS before
    FROM ledger_entry WHERE account_id > 0 WINDOW placed AS (PARTITION BY account_id ORDER BY seq)
  ) e
  UNION ALL
  SELECT
    CASE
      WHEN a.id IS NULL THEN format('%s entries belong to no ledger account', e.entries)
      WHEN a.id < 0 AND (a.balance IS NOT NULL OR e.numbered > 0) THEN 'a source or sink keeps a balance or numbers its entries'
      WHEN a.id < 0 THEN NULL
      WHEN a.balance IS NULL THEN 'the stock keeps no balance'
      WHEN a.balance <> coalesce(e.total, 0) THEN format('the stock stands at %s, its entries lead to %s', a.balance, coalesce(e.total, 0))
      WHEN a.version <> coalesce(e.entries, 0) THEN format('the stock counts %s entries and has %s', a.version, coalesce(e.entries, 0))
    END,
    NULL, coalesce(a.id, e.account_id), NULL
  FROM ledger_account a
  FULL JOIN (
    SELECT account_id, count(*) AS entries, sum(amount) AS total, count(seq) AS numbered FROM ledger_entry GROUP BY account_id
  ) e ON e.account_id = a.id
) judged WHERE fault IS NOT NULL;

-- I4: a reseller's stock is below zero only after a batch that was forced, or while it rises from one. The vendor alone
-- forces, and a partner takes back no more than is held.
CREATE VIEW verification_i04_floor AS
WITH below AS MATERIALIZED (
  SELECT DISTINCT e.account_id FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
  WHERE e.balance_after < 0 AND a.floor IS NOT NULL
), batch AS (
  SELECT e.account_id, t.batch_id, bool_or(t.forced) AS forced, sum(e.amount) AS net, max(t.id) AS transaction_id,
    (array_agg(e.balance_after ORDER BY e.seq DESC))[1] AS balance_after
  FROM below JOIN ledger_entry e USING (account_id) JOIN ledger_transaction t ON t.id = e.transaction_id
  GROUP BY e.account_id, t.batch_id
)
SELECT format('the reseller falls by %s to %s, and nobody forced it', -net, balance_after) AS fault,
  transaction_id, account_id, NULL::bigint AS document_id
FROM batch WHERE balance_after < 0 AND net < 0 AND NOT forced
UNION ALL
SELECT * FROM (
  SELECT
    CASE
      WHEN c.type IN ('distributor', 'partner') AND a.floor IS NULL THEN format('the stock of the %s has no floor', c.type)
      WHEN c.type NOT IN ('distributor', 'partner') AND a.floor IS NOT NULL THEN format('the stock of the %s has a floor', c.type)
      WHEN a.floor <> least(0, a.balance) THEN format('the floor is %s where the stock stands at %s', a.floor, a.balance)
    END AS fault,
    NULL::bigint, a.id, NULL::bigint
  FROM ledger_account a JOIN accounts_account c ON c.id = a.id
  UNION ALL
  SELECT
    CASE
      WHEN t.kind = 4 OR o.seller_id IS NOT NULL OR j.counterparty_id IS NOT NULL THEN 'it is forced, and the vendor had no part in it'
      WHEN t.kind IN (1, 2) AND btrim(t.reason) = '' THEN 'it is forced without a reason'
    END,
    t.id, NULL, t.document_id
  FROM ledger_transaction t
  LEFT JOIN orders_order o ON t.kind IN (1, 2) AND o.id = t.document_id
  LEFT JOIN orders_adjustment j ON t.kind = 3 AND j.id = t.document_id
  WHERE t.forced AND t.kind <> 5
) judged WHERE fault IS NOT NULL
UNION ALL
SELECT 'the partner of record takes back more than the account holds', t.id, j.account_id, j.id
FROM orders_adjustment j
JOIN ledger_transaction t ON t.kind = 3 AND t.document_id = j.id
JOIN ledger_entry e ON e.transaction_id = t.id AND e.account_id = j.account_id
WHERE j.counterparty_id IS NOT NULL AND j.tokens < 0 AND e.balance_after < 0;

-- I5: amounts are whole numbers in range and not 0; an order moves whole packs, 1 to 100,000; a claim is one Service Pack.
CREATE VIEW verification_i05_packs AS
SELECT format('an entry moves %s tokens', amount) AS fault, transaction_id, account_id, NULL::bigint AS document_id
FROM ledger_entry WHERE amount = 0 OR amount NOT BETWEEN -2000000000 AND 2000000000
UNION ALL
SELECT format('order %s is over %s tokens in %s packs of %s', o.ref, o.tokens, o.packs, p.tokens_per_pack), NULL, o.buyer_id, o.id
FROM orders_order o JOIN catalogue_product p ON p.id = o.product_id
WHERE o.packs NOT BETWEEN 1 AND 100000 OR o.tokens <> o.packs * p.tokens_per_pack::bigint
UNION ALL
SELECT format('the claim of %s is over %s tokens', c.serial, c.tokens), NULL, c.account_id, c.id
FROM registration_claim c JOIN catalogue_product p ON p.sku = '9010177' WHERE c.tokens <> p.tokens_per_pack;

-- I6: nobody can change or remove what was posted. That nobody did is for an anchor kept outside to tell.
CREATE VIEW verification_i06_append_only AS
WITH guard(target, name) AS (
  VALUES ('ledger_transaction'::regclass, 'append_only'), ('ledger_transaction', 'no_truncate'),
    ('ledger_entry', 'append_only'), ('ledger_entry', 'no_truncate'), ('ledger_entry', 'check_balanced'), ('ledger_entry', 'check_chained'),
    ('ledger_account', 'keep'), ('ledger_account', 'no_truncate'),
    ('audit_record', 'append_only'), ('audit_record', 'no_truncate'), ('stock_standing', 'closed_stays'),
    ('metering_late_report', 'append_only'), ('metering_late_report', 'no_truncate')
), withheld(target, privilege) AS (
  SELECT t.target, p.privilege
  FROM (VALUES ('ledger_transaction'::regclass), ('ledger_entry'), ('ledger_account'), ('audit_record'), ('metering_late_report')) t(target),
    (VALUES ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE')) p(privilege)
  WHERE NOT (t.target IN ('audit_record', 'metering_late_report') AND p.privilege = 'INSERT')
), bound(target, name) AS (
  VALUES ('ledger_entry'::regclass, 'ledger_entry_amount'), ('ledger_account', 'ledger_account_floor'),
    ('ledger_transaction', 'ledger_transaction_once'), ('orders_revision', 'order_revision_once'),
    ('stock_statement', 'statement_adds_up')
), single(target, name) AS (
  VALUES ('ledger_transaction'::regclass, 'ledger_transaction_reversed_once'), ('ledger_entry', 'ledger_entry_seq'),
    ('metering_activation', 'activation_one_at_a_time'), ('metering_chargeable', 'chargeable_one_at_a_time'),
    ('devices_system', 'system_serial_in_use_once')
)
SELECT * FROM (
  SELECT
    CASE
      WHEN t.oid IS NULL THEN format('the trigger %s of %s is missing', g.name, g.target)
      WHEN t.tgenabled <> 'A' THEN format('the trigger %s of %s is not always on', g.name, g.target)
      WHEN position('RAISE EXCEPTION' IN p.prosrc) = 0 THEN format('the trigger %s of %s refuses nothing', g.name, g.target)
    END AS fault,
    NULL::bigint AS transaction_id, NULL::bigint AS account_id, NULL::bigint AS document_id
  FROM guard g
  LEFT JOIN pg_trigger t ON t.tgrelid = g.target AND t.tgname = g.name
  LEFT JOIN pg_proc p ON p.oid = t.tgfoid
) judged WHERE fault IS NOT NULL
UNION ALL
SELECT format('the program''s role may %s %s', w.privilege, w.target), NULL, NULL, NULL
FROM withheld w JOIN pg_roles r ON r.rolname = 'tokenstock_app'
WHERE CASE WHEN w.privilege IN ('INSERT', 'UPDATE') THEN has_any_column_privilege(r.oid, w.target, w.privilege)
  ELSE has_table_privilege(r.oid, w.target, w.privilege) END
UNION ALL
SELECT DISTINCT format('the program''s role can become the owner of %s', w.target), NULL::bigint, NULL::bigint, NULL::bigint
FROM withheld w JOIN pg_class c ON c.oid = w.target JOIN pg_roles r ON r.rolname = 'tokenstock_app'
WHERE pg_has_role(r.oid, c.relowner, 'MEMBER')
UNION ALL
SELECT format('the constraint %s of %s is missing', b.name, b.target), NULL, NULL, NULL
FROM bound b LEFT JOIN pg_constraint c ON c.conrelid = b.target AND c.conname = b.name
WHERE c.oid IS NULL OR NOT c.convalidated
UNION ALL
SELECT format('the unique index %s of %s is missing', s.name, s.target), NULL, NULL, NULL
FROM single s LEFT JOIN (pg_class c JOIN pg_index i ON i.indexrelid = c.oid) ON i.indrelid = s.target AND c.relname = s.name
WHERE c.oid IS NULL OR NOT i.indisunique OR NOT i.indisvalid;
