-- The role that the program works as. It owns nothing, so it cannot drop a guard, and it is granted no right to
-- change what must not change. A database where it cannot be made (no CREATEROLE) works without it: the triggers stay.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tokenstock_app') THEN
    CREATE ROLE tokenstock_app NOLOGIN;
  END IF;
  EXECUTE format('GRANT tokenstock_app TO %I', current_user);
EXCEPTION
  WHEN insufficient_privilege OR duplicate_object OR unique_violation OR invalid_grant_operation THEN
    RAISE NOTICE 'role tokenstock_app: %', SQLERRM;
END $$;

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tokenstock_app') THEN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO tokenstock_app', current_schema());
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO tokenstock_app', current_schema());
    EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO tokenstock_app', current_schema());
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO tokenstock_app', current_schema());
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT USAGE, SELECT ON SEQUENCES TO tokenstock_app', current_schema());
  END IF;
END $$;

CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: what is written there stays', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation', HINT = 'Correct it with a new line.';
END $$;

-- Makes a table append-only, whoever tries; rights are taken from the program's role besides.
CREATE FUNCTION audit_append_only(target regclass, also_insert boolean DEFAULT false) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()', target);
  EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()', target);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER append_only', target);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER no_truncate', target);
  PERFORM audit_withhold(target, CASE WHEN also_insert THEN 'INSERT, ' ELSE '' END || 'UPDATE, DELETE, TRUNCATE');
END $$;

CREATE FUNCTION audit_withhold(target regclass, rights text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tokenstock_app') THEN
    EXECUTE format('REVOKE %s ON %s FROM tokenstock_app', rights, target);
  END IF;
END $$;
