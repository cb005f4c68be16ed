-- The day, in the programme's zone, twelve months after a claim; the last of the month where there is no such day.
CREATE FUNCTION registration_renewal_due(claimed_at timestamptz, zone text) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE
RETURN ((claimed_at AT TIME ZONE zone)::date + interval '12 months')::date;

-- Brings the renewals that have come to a stage, at most p_limit of them, to whoever is the partner of record now. One whose
-- stage was missed is brought at the next. Answers how many had come to one, and how many were brought: somebody else may
-- have been faster. Run it until nobody has.
CREATE FUNCTION registration_bring_renewals(
  p_today date, p_at timestamptz, p_zone text, p_actor text, p_limit integer, OUT come integer, OUT brought integer)
LANGUAGE sql AS $$
  WITH due AS (
    SELECT c.id, c.serial, c.account_id, a.parent_id, d.due_on, d.stage
    FROM registration_claim c
    JOIN accounts_account a ON a.id = c.account_id
    CROSS JOIN LATERAL (
      SELECT y.due_on, CASE WHEN y.due_on - p_today <= 7 THEN 7 WHEN y.due_on - p_today <= 30 THEN 30 ELSE 90 END AS stage
      FROM (SELECT registration_renewal_due(c.claimed_at, p_zone) AS due_on) y
    ) d
    -- A year and a day either way holds every claim that can be due, and reads the index.
    WHERE c.claimed_at BETWEEN p_today - 368 AND p_today + 90 - 363
      AND d.due_on BETWEEN p_today AND p_today + 90
      AND a.closed_at IS NULL
      AND NOT EXISTS (SELECT FROM registration_renewal r WHERE r.claim_id = c.id AND r.stage = d.stage)
    ORDER BY c.id LIMIT p_limit
  ), told AS (
    INSERT INTO registration_renewal (claim_id, stage, partner_id, due_on, brought_at)
    SELECT id, stage, parent_id, due_on, p_at FROM due
    ON CONFLICT (claim_id, stage) DO NOTHING
    RETURNING claim_id, partner_id
  ), recorded AS (
    INSERT INTO audit_record (at, actor, action, subject, account_id, reason, detail)
    SELECT p_at, p_actor, 'renewal.brought', due.serial, due.account_id, '',
      jsonb_build_object('stage', due.stage, 'due_on', due.due_on, 'to', p.uid)
    FROM told JOIN due ON due.id = told.claim_id JOIN accounts_account p ON p.id = told.partner_id
    ORDER BY due.id
  )
  SELECT (SELECT count(*) FROM due)::integer, (SELECT count(*) FROM told)::integer
$$;
