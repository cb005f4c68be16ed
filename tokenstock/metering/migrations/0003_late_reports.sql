SELECT audit_append_only('metering_late_report');

-- For each of these reports writes the month of its account as it would be with the report in it, under the account number
-- -id: there metering_peaks counts it by the very rule that charges. For a transaction that is rolled back.
CREATE FUNCTION metering_suppose(p_reports bigint[], p_starts timestamptz[], p_ends timestamptz[]) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO metering_chargeable (account_id, from_at, until_at)
  SELECT -r.id, greatest(c.from_at, w.starts), least(c.until_at, w.ends)
  FROM unnest(p_reports, p_starts, p_ends) AS w(id, starts, ends)
  JOIN metering_late_report r ON r.id = w.id
  JOIN metering_chargeable c ON c.account_id = r.account_id AND c.from_at < w.ends AND (c.until_at IS NULL OR c.until_at > w.starts);

  WITH known AS (
    SELECT r.id, r.activated, r.system_id = a.system_id AS reported, a.system_id, r.from_at AS changes, r.until_at AS changed,
      greatest(a.from_at, w.starts) AS begins, least(a.until_at, w.ends) AS ends
    FROM unnest(p_reports, p_starts, p_ends) AS w(id, starts, ends)
    JOIN metering_late_report r ON r.id = w.id
    JOIN metering_activation a ON a.account_id = r.account_id AND a.from_at < w.ends AND (a.until_at IS NULL OR a.until_at > w.starts)
  ), supposed AS (
    SELECT id, system_id, begins, ends FROM known WHERE activated OR NOT reported
    UNION ALL
    -- Of the system itself there remains what lies before and after the time in which it was not activated.
    SELECT id, system_id, begins, least(ends, changes) FROM known WHERE NOT activated AND reported
    UNION ALL
    SELECT id, system_id, greatest(begins, changed), ends FROM known WHERE NOT activated AND reported
    UNION ALL
    SELECT id, system_id, from_at, until_at FROM metering_late_report WHERE id = ANY(p_reports) AND activated
  )
  INSERT INTO metering_activation (account_id, system_id, from_at, until_at)
  SELECT -id, system_id, begins, ends FROM supposed WHERE begins < ends;
$$;
