-- Whatever the door is asked to do, the stock of a closed account stays, and it is not opened again.
CREATE FUNCTION stock_refuse_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'account % is closed: its stock stays as it is', OLD.account_id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'standing_closed_stays';
END $$;
CREATE TRIGGER closed_stays BEFORE UPDATE ON stock_standing FOR EACH ROW
  WHEN (OLD.closed AND (NEW.stock <> OLD.stock OR NEW.consumes OR NOT NEW.closed))
  EXECUTE FUNCTION stock_refuse_closed();
ALTER TABLE stock_standing ENABLE ALWAYS TRIGGER closed_stays;
