-- Documents against the ledger: what somebody asked for, and what was posted. Kinds of transactions: 1 order, 2 its
-- reversal, 3 adjustment, 4 bonus, 5 consumption. Headings of entries as in migration 0002 of stock. Sources and sink:
-- -1 by order, -2 complimentary, -3 bonus, -4 consumed.

-- What the documents say was posted: one row a transaction, with the tokens that it moves. A wording of an order that
-- moves other tokens than the one before reverses that one and posts its own.
CREATE VIEW verification_due AS
WITH wording AS (
  SELECT r.order_id, r.version, r.actor, moved.tokens,
    lag(moved.tokens, 1, 0::bigint) OVER (PARTITION BY r.order_id ORDER BY r.version) AS tokens_before
  FROM orders_revision r LEFT JOIN catalogue_product p ON p.sku = r.content ->> 'sku'
  CROSS JOIN LATERAL (
    SELECT CASE WHEN r.deleted THEN 0 ELSE coalesce((r.content ->> 'packs')::bigint * p.tokens_per_pack, 0) END AS tokens
  ) moved
)
SELECT 1::smallint AS kind, order_id AS document_id, version AS revision, tokens, actor
FROM wording WHERE tokens <> tokens_before AND tokens <> 0
UNION ALL
SELECT 2::smallint, order_id, version, tokens_before, actor
FROM wording WHERE tokens <> tokens_before AND tokens_before <> 0
UNION ALL
SELECT 3::smallint, id, 1, tokens, entered_by FROM orders_adjustment
UNION ALL
SELECT 4::smallint, id, 1, tokens, NULL FROM registration_claim WHERE booked_at IS NOT NULL
UNION ALL
SELECT 5::smallint, account_id, (extract(year FROM month) * 12 + extract(month FROM month) - 1)::integer, peak, NULL
FROM stock_statement WHERE closed_at IS NOT NULL AND peak <> 0;

-- I7: whatever may happen once happened once, whether or not the index that sees to it is still there.
CREATE VIEW verification_i07_once AS
SELECT format('%s transactions are revision %s of the same document of kind %s', count(*), revision, kind) AS fault,
  min(id) AS transaction_id, NULL::bigint AS account_id, document_id
FROM ledger_transaction GROUP BY kind, document_id, revision HAVING count(*) > 1
UNION ALL
SELECT format('it is reversed %s times', count(*)), reverses_id, NULL, min(document_id)
FROM ledger_transaction WHERE reverses_id IS NOT NULL GROUP BY reverses_id HAVING count(*) > 1
UNION ALL
SELECT format('%s transactions of the order stand', count(*)), min(t.id), NULL, t.document_id
FROM ledger_transaction t
WHERE t.kind = 1 AND NOT EXISTS (SELECT FROM ledger_transaction r WHERE r.reverses_id = t.id)
GROUP BY t.document_id HAVING count(*) > 1
UNION ALL
SELECT format('the account is charged %s times for %s', count(*), to_char(t.period, 'YYYY-MM')), min(t.id), e.account_id, NULL
FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
WHERE t.kind = 5 AND e.account_id > 0 GROUP BY e.account_id, t.period HAVING count(*) > 1
UNION ALL
SELECT format('%s bonuses are booked for the device %s', count(*), upper(c.serial)), min(t.id), min(c.account_id), min(c.id)
FROM registration_claim c LEFT JOIN ledger_transaction t ON t.kind = 4 AND t.document_id = c.id
GROUP BY upper(c.serial) HAVING count(*) > 1
UNION ALL
SELECT format('the renewal was brought %s times %s days ahead', count(*), r.stage), NULL, min(c.account_id), r.claim_id
FROM registration_renewal r JOIN registration_claim c ON c.id = r.claim_id GROUP BY r.claim_id, r.stage HAVING count(*) > 1
UNION ALL
SELECT format('%s orders have the reference %s', count(*), ref), NULL, min(buyer_id), min(id)
FROM orders_order GROUP BY ref HAVING count(*) > 1
UNION ALL
SELECT format('%s wordings of the order are its version %s', count(*), version), NULL, NULL, order_id
FROM orders_revision GROUP BY order_id, version HAVING count(*) > 1
UNION ALL
SELECT format('%s changes of the order carry the request key %s', count(*), request_key), NULL, NULL, order_id
FROM orders_revision WHERE request_key IS NOT NULL GROUP BY order_id, request_key HAVING count(*) > 1
UNION ALL
SELECT format('%s adjustments carry the request key %s', count(*), request_key), NULL, min(account_id), min(id)
FROM orders_adjustment WHERE request_key IS NOT NULL GROUP BY counterparty_id, request_key HAVING count(*) > 1
UNION ALL
SELECT format('%s purchase order lines have the reference %s', count(*), ref), NULL, min(buyer_id), min(id)
FROM desk_line GROUP BY ref HAVING count(*) > 1;

-- I8: every document was posted, whatever was posted has its document, and somebody did it.
CREATE VIEW verification_i08_recorded AS
SELECT * FROM (
  SELECT
    CASE
      WHEN t.id IS NULL THEN format('revision %s of the %s moves %s tokens, but nothing was posted', d.revision, n.name, d.tokens)
      WHEN d.kind IS NULL THEN format('it is posted as revision %s of the %s, which says nothing of it', t.revision, n.name)
      WHEN t.actor = '' THEN 'nobody posted it'
      WHEN t.actor <> d.actor THEN format('%s posted it, the %s says that it was %s', t.actor, n.name, d.actor)
    END AS fault,
    t.id AS transaction_id, CASE WHEN coalesce(t.kind, d.kind) = 5 THEN coalesce(t.document_id, d.document_id) END AS account_id,
    coalesce(t.document_id, d.document_id) AS document_id
  FROM ledger_transaction t
  FULL JOIN verification_due d ON d.kind = t.kind AND d.document_id = t.document_id AND d.revision = t.revision
  CROSS JOIN LATERAL (
    SELECT coalesce((ARRAY['order', 'order', 'adjustment', 'claim', 'statement'])[coalesce(t.kind, d.kind)],
      format('document of kind %s', t.kind)) AS name
  ) n
  UNION ALL
  SELECT
    CASE
      WHEN r.order_id IS NULL THEN 'the order has no wording'
      WHEN r.wordings <> o.version OR r.last <> o.version
        THEN format('the order is at version %s and has %s wordings up to %s', o.version, r.wordings, r.last)
      WHEN r.deleted <> (o.deleted_at IS NOT NULL) THEN 'the order and its last wording disagree on whether it is deleted'
    END,
    NULL, o.buyer_id, o.id
  FROM orders_order o
  LEFT JOIN (
    SELECT order_id, count(*) AS wordings, max(version) AS last, bool_or(deleted) AS deleted FROM orders_revision GROUP BY order_id
  ) r ON r.order_id = o.id
  UNION ALL
  SELECT
    CASE
      WHEN (l.kind = 'needs_identification') <> (o.id IS NULL) THEN format('the line %s stands as %s', l.ref, l.kind)
      WHEN l.kind <> o.kind OR l.ref <> o.ref THEN format('the line %s stands as %s beside the %s order %s', l.ref, l.kind, o.kind, o.ref)
    END,
    NULL, l.buyer_id, l.id
  FROM desk_line l LEFT JOIN orders_order o ON o.id = l.order_id
) judged WHERE fault IS NOT NULL
UNION ALL
SELECT format('the bonus of the device %s waits, though the account consumes', c.serial), NULL, c.account_id, c.id
FROM registration_claim c JOIN accounts_account a ON a.id = c.account_id
WHERE c.booked_at IS NULL AND a.offer_class = 'commercial'
UNION ALL
SELECT format('the %s does not say by whom it was entered', name), NULL, account_id, id
FROM (
  SELECT 'order' AS name, buyer_id AS account_id, id FROM orders_order WHERE entered_by = ''
  UNION ALL SELECT 'adjustment', account_id, id FROM orders_adjustment WHERE entered_by = ''
  UNION ALL SELECT 'claim', account_id, id FROM registration_claim WHERE claimed_by = ''
) nobody;

-- I9: the tokens that an order moved in sum are those that it stands for now, none once it is deleted.
CREATE VIEW verification_i09_order AS
SELECT format('the order stands for %s tokens, %s were moved for it', stands.tokens, coalesce(moved.tokens, 0)) AS fault,
  moved.transaction_id, o.buyer_id AS account_id, o.id AS document_id
FROM orders_order o
CROSS JOIN LATERAL (SELECT CASE WHEN o.deleted_at IS NULL THEN o.tokens ELSE 0 END AS tokens) stands
LEFT JOIN (
  SELECT t.document_id, sum(e.amount) AS tokens, max(t.id) AS transaction_id
  FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
  WHERE t.kind IN (1, 2) AND e.heading = 1 GROUP BY t.document_id
) moved ON moved.document_id = o.id
WHERE coalesce(moved.tokens, 0) <> stands.tokens
UNION ALL
SELECT format('the order %s does not say what its last wording says', o.ref), NULL, o.buyer_id, o.id
FROM orders_order o JOIN orders_revision r ON r.order_id = o.id AND r.version = o.version JOIN catalogue_product p ON p.id = o.product_id
WHERE (o.packs, o.po_number, o.ordered_on, o.note, p.sku) IS DISTINCT FROM
  ((r.content ->> 'packs')::integer, r.content ->> 'po_number', (r.content ->> 'ordered_on')::date, r.content ->> 'note', r.content ->> 'sku')
UNION ALL
SELECT format('the order counts in %s, its tokens in %s', to_char(o.period, 'YYYY-MM'), to_char(t.period, 'YYYY-MM')), t.id, o.buyer_id, o.id
FROM orders_order o JOIN ledger_transaction t ON t.kind = 1 AND t.document_id = o.id
WHERE t.period <> o.period
UNION ALL
SELECT format('the adjustment counts in %s, its tokens in %s', to_char(j.period, 'YYYY-MM'), to_char(t.period, 'YYYY-MM')), t.id, j.account_id, j.id
FROM orders_adjustment j JOIN ledger_transaction t ON t.kind = 3 AND t.document_id = j.id
WHERE t.period <> j.period;

-- I10: a transaction has exactly the entries that its document's kind and parties call for, and those parties may deal
-- with each other: a seller, and the partner that an order passed through, is or was the buyer's partner of record.
CREATE VIEW verification_i10_edges AS
WITH called_for AS (
  SELECT t.id AS transaction_id, leg.account_id, leg.heading, leg.amount, d.document_id
  FROM ledger_transaction t
  JOIN verification_due d ON d.kind = t.kind AND d.document_id = t.document_id AND d.revision = t.revision
  LEFT JOIN orders_order o ON t.kind IN (1, 2) AND o.id = t.document_id
  LEFT JOIN orders_adjustment j ON t.kind = 3 AND j.id = t.document_id
  LEFT JOIN registration_claim c ON t.kind = 4 AND c.id = t.document_id
  CROSS JOIN LATERAL (SELECT CASE WHEN t.kind = 2 THEN -d.tokens ELSE d.tokens END AS tokens) moved
  CROSS JOIN LATERAL (VALUES
    (o.id, o.buyer_id, 1, moved.tokens),
    (o.seller_id, o.seller_id, 2, -moved.tokens),
    (CASE WHEN o.seller_id IS NULL THEN o.id END, -1, 0, -moved.tokens),
    (o.via_id, o.via_id, 3, moved.tokens),
    (o.via_id, o.via_id, 4, -moved.tokens),
    (j.id, j.account_id, 5, moved.tokens),
    (j.id, coalesce(j.counterparty_id, -2), CASE WHEN j.counterparty_id IS NULL THEN 0 ELSE 5 END, -moved.tokens),
    (c.id, c.account_id, 6, moved.tokens),
    (c.id, -3, 0, -moved.tokens),
    (CASE WHEN t.kind = 5 THEN t.id END, t.document_id, 7, -moved.tokens),
    (CASE WHEN t.kind = 5 THEN t.id END, -4, 0, moved.tokens)
  ) leg(called, account_id, heading, amount)
  WHERE leg.called IS NOT NULL
)
SELECT
  CASE WHEN f.transaction_id IS NULL THEN format('it moves %s tokens under heading %s, which nothing calls for', e.amount, e.heading)
    ELSE format('it does not move %s tokens under heading %s, which its document calls for', f.amount, f.heading)
  END AS fault,
  coalesce(e.transaction_id, f.transaction_id) AS transaction_id, coalesce(e.account_id, f.account_id) AS account_id, f.document_id
FROM ledger_entry e
FULL JOIN called_for f ON f.transaction_id = e.transaction_id AND f.account_id = e.account_id AND f.heading = e.heading AND f.amount = e.amount
WHERE e.transaction_id IS NULL OR f.transaction_id IS NULL
UNION ALL
SELECT 'it does not reverse the transaction of its order that stood', r.id, NULL, r.document_id
FROM ledger_transaction r LEFT JOIN ledger_transaction t ON t.id = r.reverses_id
WHERE (r.kind = 2) <> (r.reverses_id IS NOT NULL)
  OR r.reverses_id IS NOT NULL AND (t.id IS NULL OR t.kind <> 1 OR t.document_id <> r.document_id OR t.revision >= r.revision)
UNION ALL
SELECT format('the %s order %s goes to a %s', o.kind, o.ref, buyer.type), NULL, o.buyer_id, o.id
FROM orders_order o JOIN accounts_account buyer ON buyer.id = o.buyer_id
WHERE buyer.type = 'vendor' OR o.kind = 'wholesale' AND buyer.type = 'customer' OR o.kind = 'direct' AND buyer.type <> 'customer'
UNION ALL
SELECT format('%s never was the partner of record', giver.name), NULL, deal.account_id, deal.document_id
FROM (
  SELECT coalesce(seller_id, via_id) AS giver_id, buyer_id AS account_id, id AS document_id FROM orders_order
  UNION ALL SELECT counterparty_id, account_id, id FROM orders_adjustment
) deal
JOIN accounts_account giver ON giver.id = deal.giver_id
JOIN accounts_account taker ON taker.id = deal.account_id
WHERE taker.parent_id <> giver.id AND NOT EXISTS (
  SELECT FROM audit_record m
  WHERE m.account_id = taker.id AND m.action = 'account.moved' AND giver.uid IN (m.detail ->> 'before', m.detail ->> 'after'));
