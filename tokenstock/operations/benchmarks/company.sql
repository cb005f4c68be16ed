-- A vendor with one distributor-free partner and 100,000 customers of it, each with stock and a few activated systems,
-- as they stand in the middle of January 2026. Entered in sets: the benchmark is about what comes after.
INSERT INTO accounts_account (uid, name, name_key, type, offer_class, parent_id, created_at)
SELECT md5('partner'), 'Benchmark Partner', 'benchmark partner', 'partner', 'partner', id, '2026-01-01'
FROM accounts_account WHERE type = 'vendor';

INSERT INTO accounts_account (uid, name, name_key, type, offer_class, parent_id, created_at)
SELECT md5(g::text), 'Customer ' || g, 'customer ' || g, 'customer', 'commercial', p.id, '2026-01-01'
FROM generate_series(1, 100000) g, accounts_account p WHERE p.type = 'partner';

INSERT INTO ledger_account (id, balance, version, floor, open_period)
SELECT id, 0, 0, CASE WHEN type = 'partner' THEN 0 END, '2026-01-01' FROM accounts_account WHERE type <> 'vendor';

INSERT INTO stock_standing (account_id, partner_id, consumes, stock, month, registered, activated, peak, peak_as_of, held, hold_reason, lapsed)
SELECT id, parent_id, type = 'customer', 0, '2026-01-01', 0, 0, 0, '2026-01-01', false, '', false
FROM accounts_account WHERE type <> 'vendor' ORDER BY id;

INSERT INTO stock_statement (account_id, month, opening, received, sent, passed_through, adjusted, bonus, consumed)
SELECT id, '2026-01-01', 0, 0, 0, 0, 0, 0, 0 FROM accounts_account WHERE type <> 'vendor' ORDER BY id;

INSERT INTO metering_chargeable (account_id, from_at)
SELECT id, '2026-01-01' FROM accounts_account WHERE type = 'customer' ORDER BY id;

INSERT INTO metering_activation (account_id, system_id, from_at)
SELECT a.id, a.id * 10 + s, '2026-01-02'::timestamptz + s * interval '1 hour'
FROM accounts_account a, generate_series(1, 3) s WHERE a.type = 'customer' ORDER BY a.id;

-- Stock enough for everything that a fast machine can post in an hour: by orders of the vendor, in the ledger's own way.
SELECT ledger_post('2026-01-03', '2026-01-01', 'benchmark', '', false,
  array_agg(1::smallint), array_agg(-id), array_agg(0), array_agg(NULL::bigint),
  array_agg(place::integer) || array_agg(place::integer), array_agg(-1::bigint) || array_agg(id),
  array_agg(0::smallint) || array_agg(1::smallint), array_agg(-tokens) || array_agg(tokens))
FROM (
  SELECT id, row_number() OVER (ORDER BY id) AS place, CASE type WHEN 'partner' THEN 2000000000 ELSE 1000000 END::bigint AS tokens
  FROM accounts_account WHERE type <> 'vendor'
) funded;
UPDATE stock_statement s SET received = l.balance FROM ledger_account l WHERE l.id = s.account_id;
SELECT stock_judge(array_agg(id), '2026-01-03', '0', 'UTC', 'concurrent_max', 'benchmark') FROM accounts_account WHERE type <> 'vendor';
SELECT stock_meter(array_agg(id), '2026-01-03', 'UTC', 'concurrent_max') FROM accounts_account WHERE type <> 'vendor';
CREATE SEQUENCE benchmark_document START 1000000;
GRANT USAGE ON SEQUENCE benchmark_document TO tokenstock_app;
