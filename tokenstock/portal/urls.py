"""The addresses of the portal."""

from django.urls import path, register_converter

from tokenstock.kernel.ids import is_uid
from tokenstock.portal.views import (
    accounts,
    administration,
    deeds,
    desk,
    exports,
    holding,
    identifying,
    month_end,
    reminding,
    renewal,
    session,
    stock,
    systems,
)

app_name = "portal"


class UidConverter:
    """The uid of an account."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        assert is_uid(value)
        return value

    def to_url(self, value: str) -> str:
        return value


class SheetConverter:
    """The kind of a spreadsheet."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(UidConverter, "uid")
register_converter(SheetConverter, "sheet")

urlpatterns = [
    path("", session.home, name="home"),
    path("company/", session.switch_company, name="switch_company"),
    path("language/", session.language, name="language"),
    path("theme/", session.theme, name="theme"),
    path("administration/", administration.administration, name="administration"),
    path("administration/contact/", administration.contact, name="contact"),
    path("administration/brand/", administration.brand, name="brand"),
    path("administration/signup-address/", administration.signup_address, name="signup_address"),
    path("join/<str:token>/", administration.join, name="join"),
    path("stock/", stock.stock, name="stock"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/export.<sheet:kind>", exports.accounts, name="export_accounts"),
    path("accounts/remind/", reminding.remind, name="remind"),
    path("accounts/renewal/", renewal.several, name="renewals"),
    path("accounts/<uid:uid>/renewal/", renewal.one, name="renewal"),
    path("accounts/<uid:uid>/systems/", systems.systems, name="systems"),
    path("accounts/<uid:uid>/systems/activate/", systems.activate, name="activate_systems"),
    path("accounts/<uid:uid>/systems/deactivate/", systems.deactivate, name="deactivate_systems"),
    path("accounts/<uid:uid>/what-if/", systems.what_if, name="what_if"),
    path("accounts/<uid:uid>/", stock.account, name="account"),
    path("accounts/<uid:uid>/updates.<sheet:kind>", exports.updates, name="export_updates"),
    path("accounts/<uid:uid>/graph-<slug:size>-<slug:theme>.svg", stock.graph, name="graph"),
    path("accounts/<uid:uid>/brand-<slug:digest>.png", administration.brand_image, name="brand_image"),
    path("accounts/<uid:uid>/orders/new/", deeds.place, name="place_order"),
    path("accounts/<uid:uid>/adjustments/new/", deeds.adjust, name="adjust_stock"),
    path("accounts/<uid:uid>/orders/<int:order_id>/edit/", deeds.amend, name="amend_order"),
    path("accounts/<uid:uid>/orders/<int:order_id>/delete/", deeds.delete, name="delete_order"),
    path("accounts/<uid:uid>/orders/<int:order_id>/history/", deeds.order_history, name="order_history"),
    path("accounts/<uid:uid>/suspension/new/", holding.hold, name="hold_account"),
    path("accounts/<uid:uid>/suspension/lift/", holding.release, name="lift_hold"),
    path("accounts/<uid:uid>/close/", holding.close, name="close_account"),
    path("month-end/", month_end.month_end, name="month_end"),
    path("month-end/call-list/", month_end.call_list, name="call_list"),
    path("month-end/call-list.<sheet:kind>", month_end.call_list_file, name="call_list_file"),
    path("month-end/late-reports/", month_end.late_reports, name="late_reports"),
    path("month-end/renewals/", month_end.renewals, name="renewals_due"),
    path("receive/", desk.receive, name="receive"),
    path("receive/<int:line_id>/", identifying.identify, name="identify_line"),
]
