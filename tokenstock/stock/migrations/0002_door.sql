-- What the door does after each posting, and at the month end, for any set of accounts at once.
-- Headings of entries: 1 received, 2 sent, 3 passed in, 4 passed out, 5 adjusted, 6 bonus, 7 consumed.

ALTER TABLE stock_standing SET (fillfactor = 70);
ALTER TABLE stock_statement SET (fillfactor = 80);

-- Adds the entries of one batch to the statements of their month.
CREATE FUNCTION stock_state_batch(p_batch bigint) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO stock_statement AS s
    (account_id, month, opening, received, sent, passed_through, adjusted, bonus, consumed)
  SELECT e.account_id, t.period, 0,
    coalesce(sum(e.amount) FILTER (WHERE e.heading = 1), 0), coalesce(-sum(e.amount) FILTER (WHERE e.heading = 2), 0),
    coalesce(sum(e.amount) FILTER (WHERE e.heading = 3), 0), coalesce(sum(e.amount) FILTER (WHERE e.heading = 5), 0),
    coalesce(sum(e.amount) FILTER (WHERE e.heading = 6), 0), coalesce(-sum(e.amount) FILTER (WHERE e.heading = 7), 0)
  FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
  WHERE t.id >= p_batch AND t.batch_id = p_batch AND e.seq IS NOT NULL
  GROUP BY e.account_id, t.period
  ORDER BY e.account_id
  ON CONFLICT (account_id, month) DO UPDATE SET
    received = s.received + EXCLUDED.received, sent = s.sent + EXCLUDED.sent,
    passed_through = s.passed_through + EXCLUDED.passed_through, adjusted = s.adjusted + EXCLUDED.adjusted,
    bonus = s.bonus + EXCLUDED.bonus, consumed = s.consumed + EXCLUDED.consumed
$$;

-- Refreshes how many systems are activated and the peak so far of each account's open month.
-- Locks the standings in id order, before it counts: what was counted before waiting would be stale.
-- Numbers go through arrays: right after a month end the statistics know no row of the new month, and a join planned by
-- them reads everything.
CREATE FUNCTION stock_meter(p_accounts bigint[], p_at timestamptz, p_zone text, p_rule text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  open_month date;
  in_month bigint[];
  metered bigint[];
  peaks integer[];
  active integer[];
BEGIN
  PERFORM FROM stock_standing s WHERE s.account_id = ANY(p_accounts) ORDER BY s.account_id FOR NO KEY UPDATE;
  FOR open_month, in_month IN
    SELECT s.month, array_agg(s.account_id) FROM stock_standing s WHERE s.account_id = ANY(p_accounts) GROUP BY s.month
  LOOP
    SELECT array_agg(m.account_id), array_agg(coalesce(m.peak, 0)), array_agg(m.activated) INTO metered, peaks, active
    FROM metering_peaks(in_month, open_month::timestamp AT TIME ZONE p_zone,
      (open_month + interval '1 month') AT TIME ZONE p_zone, p_rule) m;
    UPDATE stock_standing s
    SET peak = coalesce(m.peak, 0), activated = coalesce(m.activated, 0), peak_as_of = p_at
    FROM unnest(in_month) AS w(account_id)
    LEFT JOIN unnest(metered, peaks, active) AS m(account_id, peak, activated) ON m.account_id = w.account_id
    WHERE s.account_id = w.account_id;
  END LOOP;
END $$;

-- Takes the stock over from the ledger and judges: a consuming account below zero is suspended once p_grace has passed
-- since the judgement that first found it so; back at zero it is reactivated. A hold by hand stands beside it.
-- Chargeable time follows, the peak is refreshed where it may have changed, and each change of status is recorded.
-- Answers the accounts whose status changed. Locks their standings in id order.
CREATE FUNCTION stock_judge(
  p_accounts bigint[], p_at timestamptz, p_grace interval, p_zone text, p_rule text, p_actor text)
RETURNS TABLE (account_id bigint, suspended boolean)
LANGUAGE plpgsql ROWS 10 AS $$
DECLARE
  changed bigint[];
  changed_to boolean[];
  begins bigint[];
  ends bigint[];
  ends_at timestamptz[];
BEGIN
  WITH before AS (
    SELECT s.account_id, s.suspended FROM stock_standing s
    WHERE s.account_id = ANY(p_accounts) ORDER BY s.account_id FOR NO KEY UPDATE
  ), judged AS (
    UPDATE stock_standing s
    SET stock = l.balance,
      short_since = CASE WHEN s.consumes AND l.balance < 0 THEN coalesce(s.short_since, p_at) END,
      lapsed = s.consumes AND l.balance < 0 AND coalesce(s.short_since, p_at) + p_grace <= p_at
    FROM before b JOIN ledger_account l ON l.id = b.account_id
    WHERE s.account_id = b.account_id
    RETURNING s.account_id, b.suspended AS was_suspended, s.suspended, s.consumes AND NOT s.suspended AS chargeable,
      CASE WHEN s.lapsed AND NOT s.held THEN s.short_since + p_grace ELSE p_at END AS since,
      CASE WHEN s.held THEN s.hold_reason WHEN s.lapsed THEN 'stock below zero' ELSE '' END AS reason, s.stock
  ), recorded AS (
    INSERT INTO audit_record (at, actor, action, subject, account_id, reason, detail)
    SELECT p_at, p_actor, CASE WHEN j.suspended THEN 'account.suspended' ELSE 'account.reactivated' END,
      a.uid, j.account_id, j.reason, jsonb_build_object('stock', j.stock)
    FROM judged j JOIN accounts_account a ON a.id = j.account_id
    WHERE j.suspended <> j.was_suspended
    ORDER BY j.account_id
  )
  SELECT array_agg(j.account_id) FILTER (WHERE j.suspended <> j.was_suspended),
    array_agg(j.suspended) FILTER (WHERE j.suspended <> j.was_suspended),
    array_agg(j.account_id) FILTER (WHERE j.chargeable AND c.id IS NULL),
    array_agg(j.account_id) FILTER (WHERE NOT j.chargeable AND c.id IS NOT NULL),
    array_agg(j.since) FILTER (WHERE NOT j.chargeable AND c.id IS NOT NULL)
  INTO changed, changed_to, begins, ends, ends_at
  FROM judged j LEFT JOIN metering_chargeable c ON c.account_id = j.account_id AND c.until_at IS NULL;

  IF begins IS NOT NULL OR ends IS NOT NULL THEN
    PERFORM metering_begin_chargeable(begins, p_at);
    PERFORM metering_end_chargeable(ends, ends_at);
    PERFORM stock_meter(begins || ends, p_at, p_zone, p_rule);
  END IF;
  RETURN QUERY SELECT * FROM unnest(changed, changed_to);
END $$;

-- Closes p_month for the next p_limit accounts after p_after (up to p_upto) that have it open, and opens the month after.
-- Each is decremented by its peak, judged as of the boundary, given its statement. One short transaction: run it until
-- it answers 0, from p_after 0 again after whatever broke off. Running it twice at once charges nobody twice: behind
-- the lock the second finds the month closed.
CREATE FUNCTION stock_close_chunk(
  p_month date, p_after bigint, p_upto bigint, p_limit integer, p_now timestamptz,
  p_grace interval, p_zone text, p_rule text, p_actor text,
  OUT closed integer, OUT last_account bigint)
LANGUAGE plpgsql
-- A chunk is far smaller than any table, whatever the statistics of a small installation make of it.
SET enable_seqscan = off AS $$
DECLARE
  next_month date := (p_month + interval '1 month')::date;
  month_start timestamptz := p_month::timestamp AT TIME ZONE p_zone;
  boundary timestamptz := next_month::timestamp AT TIME ZONE p_zone;
  month_index integer := extract(year FROM p_month) * 12 + extract(month FROM p_month) - 1;
  chosen bigint[];
  metered bigint[];
  peaks integer[];
  active integer[];
  charged bigint[];
  charges bigint[];
  doubtful bigint[];
BEGIN
  chosen := ARRAY(SELECT s.account_id FROM stock_standing s
    WHERE s.month = p_month AND s.account_id > p_after AND s.account_id <= p_upto ORDER BY s.account_id LIMIT p_limit);
  last_account := chosen[cardinality(chosen)];
  PERFORM ledger_lock(chosen);
  chosen := ARRAY(SELECT s.account_id FROM stock_standing s
    WHERE s.account_id = ANY(chosen) AND s.month = p_month ORDER BY s.account_id FOR NO KEY UPDATE);
  closed := cardinality(chosen);
  IF closed = 0 THEN
    RETURN;
  END IF;

  SELECT array_agg(m.account_id), array_agg(m.peak), array_agg(m.activated),
    array_agg(m.account_id) FILTER (WHERE m.peak > 0), array_agg(m.peak::bigint) FILTER (WHERE m.peak > 0)
  INTO metered, peaks, active, charged, charges
  FROM metering_peaks(chosen, month_start, boundary, p_rule) m;

  IF charged IS NOT NULL THEN
    PERFORM ledger_post(p_now, p_month, p_actor, '', true,
      array_fill(5::smallint, ARRAY[cardinality(charged)]), charged, array_fill(month_index, ARRAY[cardinality(charged)]),
      array_fill(NULL::bigint, ARRAY[cardinality(charged)]),
      positions.all_of || positions.all_of, charged || array_fill(-4::bigint, ARRAY[cardinality(charged)]),
      array_fill(7::smallint, ARRAY[cardinality(charged)]) || array_fill(0::smallint, ARRAY[cardinality(charged)]),
      positions.negative || charges)
    FROM (SELECT array_agg(i::integer ORDER BY i) AS all_of, array_agg(-charge ORDER BY i) AS negative
      FROM unnest(charges) WITH ORDINALITY AS c(charge, i)) positions;
  END IF;
  PERFORM ledger_advance(chosen, next_month);

  WITH finished AS (
    UPDATE stock_statement s
    SET consumed = coalesce(m.peak, 0), peak = coalesce(m.peak, 0), closed_at = p_now,
      closing = s.opening + s.received - s.sent + s.adjusted + s.bonus - coalesce(m.peak, 0)
    FROM unnest(chosen) AS c(account_id) LEFT JOIN unnest(metered, peaks) AS m(account_id, peak) USING (account_id)
    WHERE s.account_id = c.account_id AND s.month = p_month
    RETURNING s.account_id, s.closing
  )
  INSERT INTO stock_statement AS s (account_id, month, opening, received, sent, passed_through, adjusted, bonus, consumed)
  SELECT f.account_id, next_month, f.closing, 0, 0, 0, 0, 0, 0 FROM finished f
  ON CONFLICT (account_id, month) DO UPDATE SET opening = EXCLUDED.opening;

  -- Whose stock is and was at zero or more keeps its status; the others are judged.
  doubtful := ARRAY(SELECT s.account_id FROM stock_standing s JOIN ledger_account l ON l.id = s.account_id
    WHERE s.account_id = ANY(chosen) AND (l.balance < 0 OR s.short_since IS NOT NULL));
  PERFORM stock_judge(doubtful, boundary, p_grace, p_zone, p_rule, p_actor);

  -- The new month begins with what was activated at the boundary.
  UPDATE stock_standing s
  SET month = next_month, stock = l.balance, previous_peak = m.peak, activated = coalesce(m.activated, 0),
    peak = CASE WHEN s.consumes AND NOT (s.held OR s.lapsed) THEN coalesce(m.activated, 0) ELSE 0 END, peak_as_of = p_now
  FROM unnest(chosen) AS c(account_id) JOIN ledger_account l ON l.id = c.account_id
  LEFT JOIN unnest(metered, peaks, active) AS m(account_id, peak, activated) ON m.account_id = c.account_id
  WHERE s.account_id = c.account_id;

  -- A close that runs late finds events of the new month already.
  doubtful := ARRAY(
    SELECT a.account_id FROM metering_activation a
    WHERE a.account_id = ANY(chosen) AND (a.from_at >= boundary OR a.until_at >= boundary)
    UNION
    SELECT c.account_id FROM metering_chargeable c
    WHERE c.account_id = ANY(chosen) AND (c.from_at >= boundary OR c.until_at >= boundary));
  PERFORM stock_meter(doubtful, p_now, p_zone, p_rule);
END $$;
