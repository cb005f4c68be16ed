"""Who is answered what. A line: method, address, whose object, then a status for each of ACTORS in their order.

302 leads to a page of the portal, `login` to the page to sign in. Under whose uid which order: `customer/foreign` is
the order of somebody else's customer under the uid of one's own. The user of the partner is no Admin.
"""

TABLE = """
                                          vendor distrib.  partner     user customer    rival stranger    alone    anon.
GET  home           -                        302      302      302      403      302      302      302      403    login

GET  stock          -                        302      200      200      403      200      200      200      403    login

GET  accounts       -                        200      200      200      403      302      200      302      403    login

GET  account        vendor                   404      404      404      403      404      404      404      403    login
GET  account        distributor              200      302      404      403      404      404      404      403    login
GET  account        partner                  200      200      302      403      404      404      404      403    login
GET  account        customer                 200      404      200      403      302      404      404      403    login
GET  account        sister                   200      404      200      403      404      404      404      403    login
GET  account        stranger                 200      404      404      403      404      200      302      403    login
GET  account        missing                  404      404      404      403      404      404      404      403    login

GET  graph          vendor                   404      404      404      403      404      404      404      403    login
GET  graph          distributor              200      200      404      403      404      404      404      403    login
GET  graph          partner                  200      200      200      403      404      404      404      403    login
GET  graph          customer                 200      404      200      403      200      404      404      403    login
GET  graph          sister                   200      404      200      403      404      404      404      403    login
GET  graph          stranger                 200      404      404      403      404      200      200      403    login
GET  graph          missing                  404      404      404      403      404      404      404      403    login

GET  export_accounts -                       200      200      200      403      404      200      404      403    login

GET  export_updates vendor                   404      404      404      403      404      404      404      403    login
GET  export_updates distributor              200      200      404      403      404      404      404      403    login
GET  export_updates partner                  200      200      200      403      404      404      404      403    login
GET  export_updates customer                 200      404      200      403      200      404      404      403    login
GET  export_updates sister                   200      404      200      403      404      404      404      403    login
GET  export_updates stranger                 200      404      404      403      404      200      200      403    login
GET  export_updates missing                  404      404      404      403      404      404      404      403    login

GET  place_order    vendor                   403      404      404      403      404      404      404      403    login
GET  place_order    distributor              403      403      404      403      404      404      404      403    login
GET  place_order    partner                  403      200      403      403      404      404      404      403    login
GET  place_order    customer                 403      404      200      403      403      404      404      403    login
GET  place_order    sister                   403      404      200      403      404      404      404      403    login
GET  place_order    stranger                 403      404      404      403      404      200      403      403    login
GET  place_order    missing                  404      404      404      403      404      404      404      403    login

GET  adjust_stock   vendor                   403      404      404      403      404      404      404      403    login
GET  adjust_stock   distributor              200      403      404      403      404      404      404      403    login
GET  adjust_stock   partner                  200      200      403      403      404      404      404      403    login
GET  adjust_stock   customer                 200      404      200      403      403      404      404      403    login
GET  adjust_stock   sister                   200      404      200      403      404      404      404      403    login
GET  adjust_stock   stranger                 200      404      404      403      404      200      403      403    login
GET  adjust_stock   missing                  404      404      404      403      404      404      404      403    login

GET  amend_order    customer/sold            403      404      200      403      403      404      404      403    login
GET  amend_order    customer/delegated       200      404      403      403      403      404      404      403    login
GET  amend_order    customer/foreign         404      404      404      403      403      404      404      403    login
GET  amend_order    customer/missing         404      404      404      403      403      404      404      403    login
GET  amend_order    partner/bought           403      200      403      403      404      404      404      403    login
GET  amend_order    partner/sold             403      403      403      403      404      404      404      403    login
GET  amend_order    stranger/foreign         403      404      404      403      404      200      403      403    login
GET  amend_order    missing/sold             404      404      404      403      404      404      404      403    login

GET  delete_order   customer/sold            403      404      200      403      403      404      404      403    login
GET  delete_order   customer/delegated       200      404      403      403      403      404      404      403    login
GET  delete_order   customer/foreign         404      404      404      403      403      404      404      403    login
GET  delete_order   customer/missing         404      404      404      403      403      404      404      403    login
GET  delete_order   partner/bought           403      200      403      403      404      404      404      403    login
GET  delete_order   partner/sold             403      403      403      403      404      404      404      403    login
GET  delete_order   stranger/foreign         403      404      404      403      404      200      403      403    login
GET  delete_order   missing/sold             404      404      404      403      404      404      404      403    login

GET  order_history  customer/sold            200      404      200      403      200      404      404      403    login
GET  order_history  customer/delegated       200      404      200      403      200      404      404      403    login
GET  order_history  customer/foreign         404      404      404      403      404      404      404      403    login
GET  order_history  customer/missing         404      404      404      403      404      404      404      403    login
GET  order_history  partner/bought           200      200      200      403      404      404      404      403    login
GET  order_history  partner/sold             200      200      200      403      404      404      404      403    login
GET  order_history  stranger/foreign         200      404      404      403      404      200      200      403    login
GET  order_history  missing/sold             404      404      404      403      404      404      404      403    login

GET  systems            vendor         404      404      404      403      404      404      404      403    login
GET  systems            distributor      200      200      404      403      404      404      404      403    login
GET  systems            partner        200      200      200      403      404      404      404      403    login
GET  systems            customer       200      404      200      403      200      404      404      403    login
GET  systems            sister         200      404      200      403      404      404      404      403    login
GET  systems            stranger       200      404      404      403      404      200      200      403    login
GET  systems            missing        404      404      404      403      404      404      404      403    login

GET  what_if            vendor         404      404      404      403      404      404      404      403    login
GET  what_if            distributor      200      200      404      403      404      404      404      403    login
GET  what_if            partner        200      200      200      403      404      404      404      403    login
GET  what_if            customer       200      404      200      403      200      404      404      403    login
GET  what_if            sister         200      404      200      403      404      404      404      403    login
GET  what_if            stranger       200      404      404      403      404      200      200      403    login
GET  what_if            missing        404      404      404      403      404      404      404      403    login

GET  renewal            vendor         404      404      404      403      404      404      404      403    login
GET  renewal            distributor      200      200      404      403      404      404      404      403    login
GET  renewal            partner        200      200      200      403      404      404      404      403    login
GET  renewal            customer       200      404      200      403      200      404      404      403    login
GET  renewal            sister         200      404      200      403      404      404      404      403    login
GET  renewal            stranger       200      404      404      403      404      200      200      403    login
GET  renewal            missing        404      404      404      403      404      404      404      403    login

GET  activate_systems   vendor         404      404      404      403      404      404      404      403    login
GET  activate_systems   distributor      200      200      404      403      404      404      404      403    login
GET  activate_systems   partner        200      200      200      403      404      404      404      403    login
GET  activate_systems   customer       200      404      200      403      200      404      404      403    login
GET  activate_systems   sister         200      404      200      403      404      404      404      403    login
GET  activate_systems   stranger       200      404      404      403      404      200      200      403    login
GET  activate_systems   missing        404      404      404      403      404      404      404      403    login

GET  deactivate_systems vendor         404      404      404      403      404      404      404      403    login
GET  deactivate_systems distributor      200      200      404      403      404      404      404      403    login
GET  deactivate_systems partner        200      200      200      403      404      404      404      403    login
GET  deactivate_systems customer       200      404      200      403      200      404      404      403    login
GET  deactivate_systems sister         200      404      200      403      404      404      404      403    login
GET  deactivate_systems stranger       200      404      404      403      404      200      200      403    login
GET  deactivate_systems missing        404      404      404      403      404      404      404      403    login

GET  renewals           -              422      422      422      403      404      422      404      403    login

GET  remind         -                        422      422      422      403      404      422      404      403    login

GET  month_end      -                        200      200      200      403      302      200      302      403    login

GET  call_list      -                        200      200      200      403      302      200      302      403    login

GET  call_list_file -                        200      200      200      403      302      200      302      403    login

GET  late_reports   -                        200      200      200      403      302      200      302      403    login

GET  renewals_due   -                        200      200      200      403      302      200      302      403    login

GET  hold_account   vendor                   403      404      404      403      404      404      404      403    login
GET  hold_account   distributor              200      403      404      403      404      404      404      403    login
GET  hold_account   partner                  200      403      403      403      404      404      404      403    login
GET  hold_account   customer                 200      404      403      403      403      404      404      403    login
GET  hold_account   sister                   200      404      403      403      404      404      404      403    login
GET  hold_account   stranger                 200      404      404      403      404      403      403      403    login
GET  hold_account   missing                  404      404      404      403      404      404      404      403    login

GET  lift_hold      vendor                   403      404      404      403      404      404      404      403    login
GET  lift_hold      distributor              200      403      404      403      404      404      404      403    login
GET  lift_hold      partner                  200      403      403      403      404      404      404      403    login
GET  lift_hold      customer                 200      404      403      403      403      404      404      403    login
GET  lift_hold      sister                   200      404      403      403      404      404      404      403    login
GET  lift_hold      stranger                 200      404      404      403      404      403      403      403    login
GET  lift_hold      missing                  404      404      404      403      404      404      404      403    login

GET  close_account  vendor                   403      404      404      403      404      404      404      403    login
GET  close_account  distributor              200      403      404      403      404      404      404      403    login
GET  close_account  partner                  200      403      403      403      404      404      404      403    login
GET  close_account  customer                 200      404      403      403      403      404      404      403    login
GET  close_account  sister                   200      404      403      403      404      404      404      403    login
GET  close_account  stranger                 200      404      404      403      404      403      403      403    login
GET  close_account  missing                  404      404      404      403      404      404      404      403    login

GET  administration     -              200      200      200      403      200      200      200      403    login

GET  contact            -              200      200      200      403      403      200      403      403    login

GET  signup_address     -              403      200      200      403      403      200      403      403    login

GET  join               token/own      200      200      200      200      200      200      200      200      200
GET  join               token/missing  404      404      404      404      404      404      404      404      404

GET  brand_image        vendor         404      404      404      403      404      404      404      403    login
GET  brand_image        distributor    404      404      404      403      404      404      404      403    login
GET  brand_image        partner        200      200      200      403      200      404      404      403    login
GET  brand_image        customer       404      404      404      403      404      404      404      403    login
GET  brand_image        sister         404      404      404      403      404      404      404      403    login
GET  brand_image        stranger       404      404      404      403      404      404      404      403    login
GET  brand_image        missing        404      404      404      403      404      404      404      403    login

GET  receive        -                        200      404      404      403      404      404      404      403    login

GET  identify_line  line/waiting             200      404      404      403      404      404      404      403    login
GET  identify_line  line/missing             404      404      404      403      404      404      404      403    login

POST switch_company -                        302      302      302      403      302      302      302      403    login

POST theme          -                        302      302      302      302      302      302      302      302      302

POST language       -                        302      302      302      302      302      302      302      302      302

POST place_order    vendor                   403      404      404      403      404      404      404      403    login
POST place_order    distributor              403      403      404      403      404      404      404      403    login
POST place_order    partner                  403      302      403      403      404      404      404      403    login
POST place_order    customer                 403      404      302      403      403      404      404      403    login
POST place_order    sister                   403      404      302      403      404      404      404      403    login
POST place_order    stranger                 403      404      404      403      404      302      403      403    login
POST place_order    missing                  404      404      404      403      404      404      404      403    login

POST adjust_stock   vendor                   403      404      404      403      404      404      404      403    login
POST adjust_stock   distributor              302      403      404      403      404      404      404      403    login
POST adjust_stock   partner                  302      302      403      403      404      404      404      403    login
POST adjust_stock   customer                 302      404      302      403      403      404      404      403    login
POST adjust_stock   sister                   302      404      302      403      404      404      404      403    login
POST adjust_stock   stranger                 302      404      404      403      404      302      403      403    login
POST adjust_stock   missing                  404      404      404      403      404      404      404      403    login

POST amend_order    customer/sold            403      404      302      403      403      404      404      403    login
POST amend_order    customer/delegated       302      404      403      403      403      404      404      403    login
POST amend_order    customer/foreign         404      404      404      403      403      404      404      403    login
POST amend_order    customer/missing         404      404      404      403      403      404      404      403    login
POST amend_order    partner/bought           403      302      403      403      404      404      404      403    login
POST amend_order    partner/sold             403      403      403      403      404      404      404      403    login
POST amend_order    stranger/foreign         403      404      404      403      404      302      403      403    login
POST amend_order    missing/sold             404      404      404      403      404      404      404      403    login

POST delete_order   customer/sold            403      404      302      403      403      404      404      403    login
POST delete_order   customer/delegated       302      404      403      403      403      404      404      403    login
POST delete_order   customer/foreign         404      404      404      403      403      404      404      403    login
POST delete_order   customer/missing         404      404      404      403      403      404      404      403    login
POST delete_order   partner/bought           403      302      403      403      404      404      404      403    login
POST delete_order   partner/sold             403      403      403      403      404      404      404      403    login
POST delete_order   stranger/foreign         403      404      404      403      404      302      403      403    login
POST delete_order   missing/sold             404      404      404      403      404      404      404      403    login

POST remind         -                        422      422      422      403      404      422      404      403    login

POST activate_systems   vendor         404      404      404      403      404      404      404      403    login
POST activate_systems   distributor      422      422      404      403      404      404      404      403    login
POST activate_systems   partner        422      422      422      403      404      404      404      403    login
POST activate_systems   customer       422      404      422      403      422      404      404      403    login
POST activate_systems   sister         422      404      422      403      404      404      404      403    login
POST activate_systems   stranger       422      404      404      403      404      422      422      403    login
POST activate_systems   missing        404      404      404      403      404      404      404      403    login

POST deactivate_systems vendor         404      404      404      403      404      404      404      403    login
POST deactivate_systems distributor      422      422      404      403      404      404      404      403    login
POST deactivate_systems partner        422      422      422      403      404      404      404      403    login
POST deactivate_systems customer       422      404      422      403      422      404      404      403    login
POST deactivate_systems sister         422      404      422      403      404      404      404      403    login
POST deactivate_systems stranger       422      404      404      403      404      422      422      403    login
POST deactivate_systems missing        404      404      404      403      404      404      404      403    login

POST hold_account   vendor                   403      404      404      403      404      404      404      403    login
POST hold_account   distributor              302      403      404      403      404      404      404      403    login
POST hold_account   partner                  302      403      403      403      404      404      404      403    login
POST hold_account   customer                 302      404      403      403      403      404      404      403    login
POST hold_account   sister                   422      404      403      403      404      404      404      403    login
POST hold_account   stranger                 422      404      404      403      404      403      403      403    login
POST hold_account   missing                  404      404      404      403      404      404      404      403    login

POST lift_hold      vendor                   403      404      404      403      404      404      404      403    login
POST lift_hold      distributor              422      403      404      403      404      404      404      403    login
POST lift_hold      partner                  422      403      403      403      404      404      404      403    login
POST lift_hold      customer                 422      404      403      403      403      404      404      403    login
POST lift_hold      sister                   302      404      403      403      404      404      404      403    login
POST lift_hold      stranger                 302      404      404      403      404      403      403      403    login
POST lift_hold      missing                  404      404      404      403      404      404      404      403    login

POST close_account  vendor                   403      404      404      403      404      404      404      403    login
POST close_account  distributor              422      403      404      403      404      404      404      403    login
POST close_account  partner                  422      403      403      403      404      404      404      403    login
POST close_account  customer                 302      404      403      403      403      404      404      403    login
POST close_account  sister                   302      404      403      403      404      404      404      403    login
POST close_account  stranger                 302      404      404      403      404      403      403      403    login
POST close_account  missing                  404      404      404      403      404      404      404      403    login

POST contact            -              302      422      422      403      403      422      403      403    login

POST signup_address     -              403      302      302      403      403      302      403      403    login

POST brand              -              422      422      422      403      403      422      403      403    login

POST receive        -                        200      404      404      403      404      404      404      403    login

POST identify_line  line/waiting             302      404      404      403      404      404      404      403    login
POST identify_line  line/missing             404      404      404      403      404      404      404      403    login
"""

READ_ONLY = (
    "home",
    "administration",
    "brand_image",
    "join",
    "stock",
    "accounts",
    "account",
    "graph",
    "export_accounts",
    "export_updates",
    "order_history",
    "systems",
    "what_if",
    "renewal",
    "renewals",
    *("month_end", "call_list", "call_list_file", "late_reports", "renewals_due"),
)
"""Nothing can be sent to these: 405 for everybody."""

SENT_ONLY = ("switch_company", "language", "theme", "brand")
"""Nothing is to be read here: 405 for everybody."""
