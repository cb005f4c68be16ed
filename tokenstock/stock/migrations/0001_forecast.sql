-- The forecast of the rules, once. With E0 = stock - peak and Ek = E0 - k * rate at the end of the k-th month from now,
-- where rate is the previous month's peak, or this month's where that is 0 or there was none:
-- run-out is the first month end with E <= 0, suspension the first with E < 0, looked for up to k = 120.
-- Answers k; -1 for "now"; null where there is no date.

CREATE FUNCTION stock_provisional(consumes boolean, previous_peak integer) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN consumes AND coalesce(previous_peak, 0) = 0;

CREATE FUNCTION stock_run_out_months(consumes boolean, stock bigint, peak integer, previous_peak integer) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN NOT consumes THEN NULL
  WHEN stock < 0 THEN -1
  WHEN peak = 0 AND coalesce(previous_peak, 0) = 0 THEN NULL
  WHEN stock = 0 THEN -1
  WHEN stock <= peak THEN 0
  WHEN (stock - peak - 1) / coalesce(nullif(previous_peak, 0), peak) + 1 > 120 THEN NULL
  ELSE (stock - peak - 1) / coalesce(nullif(previous_peak, 0), peak) + 1
END::smallint;

CREATE FUNCTION stock_suspension_months(consumes boolean, stock bigint, peak integer, previous_peak integer) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN NOT consumes THEN NULL
  WHEN stock < 0 THEN -1
  WHEN peak = 0 AND coalesce(previous_peak, 0) = 0 THEN NULL
  WHEN stock < peak THEN 0
  WHEN (stock - peak) / coalesce(nullif(previous_peak, 0), peak) + 1 > 120 THEN NULL
  ELSE (stock - peak) / coalesce(nullif(previous_peak, 0), peak) + 1
END::smallint;
