-- Records when accounts are chargeable, and computes peaks. All for any set of accounts at once.

-- From p_at on, these accounts are chargeable. One that is so already stays as it is.
CREATE FUNCTION metering_begin_chargeable(p_accounts bigint[], p_at timestamptz) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO metering_chargeable (account_id, from_at, until_at)
  SELECT a.id, p_at, NULL FROM unnest(p_accounts) AS a(id)
  WHERE NOT EXISTS (SELECT FROM metering_chargeable c WHERE c.account_id = a.id AND c.until_at IS NULL)
$$;

-- From its instant in p_ats on, each of these accounts is not chargeable. One that is not so already stays as it is.
-- An interval that would end before it began ends where it began, and counts for nothing.
CREATE FUNCTION metering_end_chargeable(p_accounts bigint[], p_ats timestamptz[]) RETURNS void
LANGUAGE sql AS $$
  UPDATE metering_chargeable c SET until_at = greatest(c.from_at, e.at)
  FROM unnest(p_accounts, p_ats) AS e(account_id, at)
  WHERE c.account_id = e.account_id AND c.until_at IS NULL
$$;

-- For each account with anything to meter in [p_start, p_end): its peak, null where it had no chargeable time in it, and
-- how many systems are activated at the end (now, where the window is not over).
-- concurrent_max: the largest number activated at one instant, after the last event of that instant.
-- unique_in_month: how many different systems were activated at some chargeable instant.
CREATE FUNCTION metering_peaks(p_accounts bigint[], p_start timestamptz, p_end timestamptz, p_rule text)
RETURNS TABLE (account_id bigint, peak integer, activated integer)
LANGUAGE plpgsql STABLE ROWS 1000 AS $$
BEGIN
  RETURN QUERY
  WITH span AS (
    SELECT a.account_id, greatest(a.from_at, p_start) AS begins, a.until_at AS ends, 1 AS systems, 0 AS charging
    FROM metering_activation a
    WHERE a.account_id = ANY(p_accounts) AND (a.until_at IS NULL OR a.until_at > p_start)
      AND a.from_at < p_end AND (a.until_at IS NULL OR a.until_at > a.from_at)
    UNION ALL
    SELECT c.account_id, greatest(c.from_at, p_start), c.until_at, 0, 1
    FROM metering_chargeable c
    WHERE c.account_id = ANY(p_accounts) AND (c.until_at IS NULL OR c.until_at > p_start)
      AND c.from_at < p_end AND (c.until_at IS NULL OR c.until_at > c.from_at)
  ), instant AS (
    SELECT e.account_id, e.at, sum(e.systems)::integer AS systems, sum(e.charging)::integer AS charging
    FROM (
      SELECT s.account_id, s.begins AS at, s.systems, s.charging FROM span s
      UNION ALL
      SELECT s.account_id, s.ends, -s.systems, -s.charging FROM span s WHERE s.ends < p_end
    ) e
    GROUP BY e.account_id, e.at
  ), level AS (
    SELECT i.account_id, i.systems AS change, sum(i.systems) OVER so_far AS systems, sum(i.charging) OVER so_far AS charging
    FROM instant i
    WINDOW so_far AS (PARTITION BY i.account_id ORDER BY i.at)
  )
  SELECT l.account_id,
    CASE p_rule WHEN 'unique_in_month' THEN metering_unique(l.account_id, p_start, p_end)
      ELSE (max(l.systems) FILTER (WHERE l.charging > 0))::integer END,
    sum(l.change)::integer
  FROM level l GROUP BY l.account_id;
END $$;

CREATE FUNCTION metering_unique(p_account bigint, p_start timestamptz, p_end timestamptz) RETURNS integer
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN count(c.id) > 0 THEN count(DISTINCT a.system_id)::integer END
  FROM metering_chargeable c
  LEFT JOIN metering_activation a ON a.account_id = c.account_id
    AND (a.until_at IS NULL OR a.until_at > p_start)
    AND greatest(a.from_at, c.from_at, p_start) < least(a.until_at, c.until_at, p_end)
  WHERE c.account_id = p_account
    AND (c.until_at IS NULL OR c.until_at > p_start)
    AND greatest(c.from_at, p_start) < least(c.until_at, p_end)
$$;
