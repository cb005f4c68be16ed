-- Token orders of one partner to all its subaccounts at one instant, each of 1 to 9 packs, entered in a set as
-- `place_order` would enter them one by one. The partner has the tokens. Answers the batch that they were posted in.
WITH worded AS (
  SELECT a.id AS buyer_id, 1 + a.id %% 9 AS packs, p.tokens_per_pack, p.id AS product_id, p.list_price,
    a.uid || '/' || %(po_number)s AS ref,
    jsonb_build_object('po_number', %(po_number)s, 'ordered_on', %(on)s::date, 'packs', 1 + a.id %% 9, 'sku', p.sku,
      'list_price', p.list_price::text, 'discount', NULL, 'note', '') AS content
  FROM accounts_account a, catalogue_product p WHERE a.parent_id = %(partner)s AND p.sku = %(sku)s
), entered AS (
  INSERT INTO orders_order (ref, kind, seller_id, buyer_id, po_number, ordered_on, product_id, packs, tokens, list_price,
    note, period, entered_at, entered_by, version, asked)
  SELECT ref, 'token', %(partner)s, buyer_id, %(po_number)s, %(on)s, product_id, packs, packs * tokens_per_pack, list_price,
    '', %(period)s, %(at)s, %(by)s, 1, content
  FROM worded ORDER BY buyer_id
  RETURNING id, buyer_id, tokens, asked
), kept AS (
  INSERT INTO orders_revision (order_id, version, at, actor, reason, deleted, forced, content)
  SELECT id, 1, %(at)s, %(by)s, '', false, false, asked FROM entered
), placed AS (
  SELECT id, buyer_id, tokens, (row_number() OVER (ORDER BY id))::integer AS place FROM entered
)
SELECT (ledger_post(%(at)s, %(period)s, %(by)s, '', false,
  array_agg(1::smallint), array_agg(id), array_agg(1), array_agg(NULL::bigint),
  array_agg(place) || array_agg(place), array_agg(%(partner)s::bigint) || array_agg(buyer_id),
  array_agg(2::smallint) || array_agg(1::smallint), array_agg(-tokens) || array_agg(tokens))).batch
FROM placed
