-- Months, and how the accounts stand.

-- I11: a closed month stays closed. Statements say what the entries of their month sum to, each begins with what the
-- one before ended with, and none is missing since the account was created.
CREATE VIEW verification_i11_closed_month AS
WITH line AS (
  SELECT e.account_id, t.period AS month, max(t.posted_at) FILTER (WHERE t.kind <> 5) AS last_at,
    coalesce(sum(e.amount) FILTER (WHERE e.heading = 1), 0) AS received,
    coalesce(-sum(e.amount) FILTER (WHERE e.heading = 2), 0) AS sent,
    coalesce(sum(e.amount) FILTER (WHERE e.heading = 3), 0) AS passed_in,
    coalesce(-sum(e.amount) FILTER (WHERE e.heading = 4), 0) AS passed_out,
    coalesce(sum(e.amount) FILTER (WHERE e.heading = 5), 0) AS adjusted,
    coalesce(sum(e.amount) FILTER (WHERE e.heading = 6), 0) AS bonus,
    coalesce(-sum(e.amount) FILTER (WHERE e.heading = 7), 0) AS consumed,
    count(*) FILTER (WHERE e.heading NOT BETWEEN 1 AND 7) AS elsewhere
  FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
  WHERE e.account_id > 0 GROUP BY e.account_id, t.period
), stated AS (
  SELECT s.*, lag(s.month) OVER earlier AS month_before, coalesce(lag(s.closing) OVER earlier, 0) AS closing_before,
    lag(s.closed_at) OVER earlier IS NOT NULL AS closed_before
  FROM stock_statement s WINDOW earlier AS (PARTITION BY s.account_id ORDER BY s.month)
)
SELECT format('%s: %s', to_char(month, 'YYYY-MM'), fault) AS fault, NULL::bigint AS transaction_id, account_id, NULL::bigint AS document_id
FROM (
  SELECT coalesce(s.month, l.month) AS month, coalesce(s.account_id, l.account_id) AS account_id,
    CASE
      -- A closed account's last month was closed with it.
      WHEN l.month > (
        SELECT max(c.month) FROM accounts_account a JOIN stock_statement c ON c.account_id = a.id AND c.closed_at = a.closed_at
        WHERE a.id = l.account_id AND a.closed_at IS NOT NULL
      ) THEN 'something was posted after the account was closed'
      WHEN s.account_id IS NULL THEN 'there are entries and no statement'
      WHEN s.received <> coalesce(l.received, 0) THEN format('received is %s, the entries say %s', s.received, coalesce(l.received, 0))
      WHEN s.sent <> coalesce(l.sent, 0) THEN format('sent is %s, the entries say %s', s.sent, coalesce(l.sent, 0))
      WHEN s.passed_through <> coalesce(l.passed_in, 0)
        THEN format('passed through is %s, the entries say %s', s.passed_through, coalesce(l.passed_in, 0))
      WHEN l.passed_in <> l.passed_out THEN format('%s tokens passed in and %s passed out', l.passed_in, l.passed_out)
      WHEN s.adjusted <> coalesce(l.adjusted, 0) THEN format('adjusted is %s, the entries say %s', s.adjusted, coalesce(l.adjusted, 0))
      WHEN s.bonus <> coalesce(l.bonus, 0) THEN format('the bonus is %s, the entries say %s', s.bonus, coalesce(l.bonus, 0))
      WHEN s.consumed <> coalesce(l.consumed, 0) THEN format('consumed is %s, the entries say %s', s.consumed, coalesce(l.consumed, 0))
      WHEN l.elsewhere > 0 THEN format('%s entries stand under no heading of a statement', l.elsewhere)
      WHEN l.last_at > s.closed_at THEN format('something was posted at %s, after the close', l.last_at)
    END AS fault
  FROM line l FULL JOIN stock_statement s ON s.account_id = l.account_id AND s.month = l.month
  UNION ALL
  SELECT s.month, s.account_id,
    CASE
      WHEN s.closing <> s.opening + s.received - s.sent + s.adjusted + s.bonus - s.consumed THEN 'the statement does not add up'
      WHEN s.closed_at IS NOT NULL AND s.peak IS DISTINCT FROM s.consumed THEN format('consumed is %s, the peak %s', s.consumed, s.peak)
      WHEN s.closed_at IS NULL AND s.consumed <> 0 THEN 'the month is charged and not closed'
      WHEN s.closed_at IS NULL AND s.month < d.month THEN format('the month was passed over, %s is open', to_char(d.month, 'YYYY-MM'))
      WHEN s.closed_at IS NOT NULL AND s.month >= d.month THEN format('the month is closed, though %s is open', to_char(d.month, 'YYYY-MM'))
      WHEN s.closed_before AND s.month <> s.month_before + interval '1 month'
        THEN format('the statement before it is of %s', to_char(s.month_before, 'YYYY-MM'))
      WHEN s.opening <> s.closing_before THEN format('it opens with %s, the month before closed with %s', s.opening, s.closing_before)
      -- The zone that months are counted in is a policy; no zone is further away than this.
      WHEN s.month_before IS NULL AND NOT s.month BETWEEN date_trunc('month', a.created_at AT TIME ZONE 'UTC' - interval '14 hours')
          AND a.created_at AT TIME ZONE 'UTC' + interval '14 hours'
        THEN format('it is the first statement, the account was created at %s', a.created_at)
    END
  FROM stated s JOIN accounts_account a ON a.id = s.account_id LEFT JOIN stock_standing d ON d.account_id = s.account_id
  UNION ALL
  SELECT d.month, d.account_id,
    CASE
      WHEN l.open_period <> d.month THEN format('the month is open for the account, the ledger takes entries from %s on', to_char(l.open_period, 'YYYY-MM'))
      WHEN s.account_id IS NULL THEN 'the month is open and has no statement'
    END
  FROM stock_standing d
  JOIN ledger_account l ON l.id = d.account_id
  LEFT JOIN stock_statement s ON s.account_id = d.account_id AND s.month = d.month
  UNION ALL
  SELECT r.month, r.account_id, CASE WHEN s.closed_at IS NULL THEN format('a late report of system %s is kept for it, and it is open', r.system_id) END
  FROM metering_late_report r LEFT JOIN stock_statement s ON s.account_id = r.account_id AND s.month = r.month
  UNION ALL
  SELECT coalesce(m.month, s.month), NULL,
    CASE
      WHEN m.month IS NULL AND s.by_the_month > 0 THEN format('%s statements are closed, the month was not', s.by_the_month)
      -- An account that came late is closed late, and not counted any more.
      WHEN m.finished_at IS NOT NULL AND m.accounts > coalesce(s.closed, 0)
        THEN format('the close counted %s accounts, %s statements are closed', m.accounts, coalesce(s.closed, 0))
    END
  FROM consumption_month_close m
  FULL JOIN (
    SELECT s.month, count(*) AS closed, count(*) FILTER (WHERE a.closed_at IS DISTINCT FROM s.closed_at) AS by_the_month
    FROM stock_statement s JOIN accounts_account a ON a.id = s.account_id WHERE s.closed_at IS NOT NULL GROUP BY s.month
  ) s ON s.month = m.month
) judged WHERE fault IS NOT NULL;

-- I12: every account but the vendor's has a stock, and a standing that repeats it. Suspended is who is held, or consumes
-- and is below zero (once the days of grace are over); chargeable time runs for who consumes and is not suspended, and
-- for nobody else; systems are counted as they are; nothing goes on in a closed account, nor below it. What depends on a policy is in verification_policies.
CREATE VIEW verification_i12_status AS
SELECT fault, NULL::bigint AS transaction_id, account_id, document_id
FROM (
  SELECT a.id AS account_id, NULL::bigint AS document_id,
    CASE
      WHEN l.id IS NULL THEN 'the account has no stock'
      WHEN d.account_id IS NULL THEN 'the account has no standing'
      WHEN d.stock <> l.balance THEN format('the standing says %s tokens, the ledger %s', d.stock, l.balance)
      WHEN d.partner_id IS DISTINCT FROM a.parent_id THEN 'the standing names another partner of record'
      WHEN d.closed <> (a.closed_at IS NOT NULL) THEN format('the account is %s, its standing says otherwise', CASE WHEN d.closed THEN 'open' ELSE 'closed' END)
      WHEN d.consumes <> (a.offer_class = 'commercial' AND a.closed_at IS NULL)
        THEN format('the offer class is %s, consuming is noted as %s', a.offer_class, d.consumes)
      WHEN d.closed AND y.activated > 0 THEN format('%s systems are activated in a closed account', y.activated)
      WHEN d.closed AND EXISTS (SELECT FROM accounts_account b WHERE b.parent_id = a.id AND b.closed_at IS NULL)
        THEN 'the account is closed, and one below it is not'
      WHEN (d.short_since IS NOT NULL) <> (d.consumes AND d.stock < 0)
        THEN format('the stock of %s is noted as %s', d.stock, coalesce('short since ' || d.short_since, 'enough'))
      WHEN d.lapsed AND d.short_since IS NULL THEN format('the account is suspended for a stock of %s', d.stock)
      WHEN d.consumes AND NOT d.suspended AND c.account_id IS NULL THEN 'the account consumes and is not charged'
      WHEN NOT d.consumes AND c.account_id IS NOT NULL THEN 'the account is charged and does not consume'
      WHEN d.suspended AND c.account_id IS NOT NULL THEN 'the account is charged while it is suspended'
      WHEN d.registered <> coalesce(y.registered, 0) THEN format('%s systems are noted as registered, %s are', d.registered, coalesce(y.registered, 0))
      WHEN d.activated <> coalesce(y.activated, 0) THEN format('%s systems are noted as activated, %s are', d.activated, coalesce(y.activated, 0))
      WHEN coalesce(d.previous_peak, 0) <> coalesce(s.peak, 0)
        THEN format('the previous peak is noted as %s, the statement says %s', coalesce(d.previous_peak, 0), coalesce(s.peak, 0))
    END AS fault
  FROM accounts_account a
  LEFT JOIN ledger_account l ON l.id = a.id
  LEFT JOIN stock_standing d ON d.account_id = a.id
  LEFT JOIN metering_chargeable c ON c.account_id = a.id AND c.until_at IS NULL
  LEFT JOIN stock_statement s ON s.account_id = a.id AND s.month = (d.month - interval '1 month')::date
  LEFT JOIN (
    SELECT account_id, count(*) AS registered, count(*) FILTER (WHERE state = 'ACTIVE') AS activated
    FROM devices_system WHERE state <> 'RETIRED' GROUP BY account_id
  ) y ON y.account_id = a.id
  WHERE a.type <> 'vendor'
  UNION ALL
  SELECT l.id, NULL, CASE WHEN a.id IS NULL THEN 'the stock is nobody''s' WHEN a.type = 'vendor' THEN 'the vendor has a stock' END
  FROM ledger_account l LEFT JOIN accounts_account a ON a.id = l.id WHERE l.id > 0
  UNION ALL
  SELECT y.account_id, y.id,
    CASE
      WHEN y.state = 'ACTIVE' AND v.id IS NULL THEN format('the system %s is activated, and nothing counts it', y.serial)
      WHEN y.state <> 'ACTIVE' AND v.id IS NOT NULL THEN format('the system %s is not activated, and is counted', y.serial)
      WHEN v.account_id <> y.account_id THEN format('the system %s is counted for account %s', y.serial, v.account_id)
    END
  FROM devices_system y LEFT JOIN metering_activation v ON v.system_id = y.id AND v.until_at IS NULL
  UNION ALL
  SELECT account_id, system_id,
    CASE WHEN lag(coalesce(until_at, 'infinity')) OVER (PARTITION BY system_id ORDER BY from_at, until_at) > from_at
      THEN format('the activations of system %s overlap', system_id) END
  FROM metering_activation
  UNION ALL
  SELECT account_id, NULL,
    CASE WHEN lag(coalesce(until_at, 'infinity')) OVER (PARTITION BY account_id ORDER BY from_at, until_at) > from_at
      THEN 'the chargeable times of the account overlap' END
  FROM metering_chargeable
) judged WHERE fault IS NOT NULL;

-- The part of I12 that depends on policies: the zone and the rule of the peaks, and the days of grace.
CREATE FUNCTION verification_policies(p_zone text, p_rule text, p_grace interval)
RETURNS TABLE (fault text, transaction_id bigint, account_id bigint, document_id bigint)
LANGUAGE sql STABLE AS $$
  SELECT format('the peak so far is noted as %s, the activations say %s', d.peak, coalesce(p.peak, 0)),
    NULL::bigint, d.account_id, NULL::bigint
  FROM stock_standing d
  LEFT JOIN (
    SELECT p.account_id, p.peak
    FROM (SELECT month, array_agg(account_id) AS accounts FROM stock_standing GROUP BY month) m
    CROSS JOIN LATERAL metering_peaks(m.accounts, m.month::timestamp AT TIME ZONE p_zone,
      (m.month + interval '1 month') AT TIME ZONE p_zone, p_rule) p
  ) p ON p.account_id = d.account_id
  WHERE d.peak <> coalesce(p.peak, 0)
  UNION ALL
  SELECT format('a stock of %s does not suspend the account', d.stock), NULL, d.account_id, NULL
  FROM stock_standing d WHERE d.short_since IS NOT NULL AND NOT d.lapsed AND p_grace = interval '0'
$$;
