"""The companies of the sample year: resellers, customers, and what is particular about some of them. All invented."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

SAMPLE = "tokenstock sample year"


@dataclass(frozen=True)
class Company:
    """`fleet` systems at the start, about `growth` more a month; `scripted` ones buy only what the script says."""

    key: str
    name: str
    type: str
    parent: str | None
    since: date
    fleet: int
    growth: float = 0.0
    email: str = "admin@example.com"
    offer_class: str | None = None
    ends_on: date | None = None
    scripted: bool = False
    season: tuple[int, ...] = tuple(range(1, 13))

    @property
    def uid(self) -> str:
        return sha256(f"{SAMPLE} {self.key}".encode()).hexdigest()[:32]


def reseller(key: str, name: str, kind: str, parent: str | None, fleet: int, email: str) -> Company:
    return Company(key, name, kind, parent, date(2025, 10, 1), fleet, email=email)


def customer(
    key: str, name: str, parent: str | None, since: str, fleet: int, growth: float = 0.0, **more: object
) -> Company:
    ending = "example.org" if parent in ("rivegauche", "harbourline") else "example.com"
    return Company(
        key, name, "customer", parent, date.fromisoformat(since), fleet, growth,
        email=f"{key}@{ending}", **more,  # type: ignore[arg-type]
    )  # fmt: skip


RESELLERS = [
    reseller("nordlicht", "Nordlicht Distribution GmbH", "distributor", None, 3, "stock@nordlicht.example.com"),
    reseller("baywater", "Baywater Wireless, Inc.", "partner", None, 8, "operations@baywater.example.com"),
    reseller("rivegauche", "Télécom Rive Gauche SARL", "partner", None, 6, "commandes@rivegauche.example.org"),
    reseller("harbourline", "Harbourline Connectivity Ltd", "partner", "nordlicht", 4, "desk@harbourline.example.org"),
]

LONG_NAME = (
    "The Consolidated Inter-Municipal Emergency Communications and Public Safety Answering Authority "
    "of the Greater Three Rivers Metropolitan Region"
)
WINTER = (11, 12, 1, 2, 3)
SUMMER = (4, 5, 6, 7, 8, 9)

BAYWATER = [
    customer("cascade-transit", "Cascade Basin Transit Authority", "baywater", "2025-10-03", 38, 0.8),
    customer("redwood-ambulance", "Redwood Hollow Ambulance District", "baywater", "2025-10-06", 11, 0.5),
    customer("pinyon-power", "Pinyon Power & Light Cooperative", "baywater", "2025-10-06", 9, scripted=True),
    customer("alder-water", "Alder Bend Water District", "baywater", "2025-10-07", 6, 0.3),
    customer("golden-mesa", "Golden Mesa Police Department", "baywater", "2025-10-08", 22, 0.4),
    customer("lakeshore-bus", "Lakeshore School Bus Company", "baywater", "2025-10-08", 14, scripted=True),
    customer("sundial-solar", "Sundial Solar Services", "baywater", "2025-10-09", 7, scripted=True),
    customer("ironwood-mining", "Ironwood Ridge Mining Corporation", "baywater", "2025-10-13", 9, 0.9),
    customer("tidewater-port", "Tidewater Port Operations", "baywater", "2025-10-15", 16, 0.4),
    customer("blue-heron", "Blue Heron Ferry Lines", "baywater", "2025-11-04", 8, season=SUMMER),
    customer("quail-fire", "Quail Hollow Fire & Rescue", "baywater", "2025-11-18", 5, 0.3),
    customer("sierra-snow", "Northern Ridge Snow Removal", "baywater", "2025-11-03", 10, season=WINTER),
    customer("three-rivers", LONG_NAME, "baywater", "2025-10-20", 18, 0.6),
    customer("bright-orchard", "Bright Orchard Farms LLC", "baywater", "2026-03-02", 4, 0.5),
    customer("tokaido", "東海道物流株式会社", "baywater", "2026-05-12", 6, 0.7),
    customer(
        "copperline", "Copperline Railroad Inspection", "baywater", "2026-10-28", 5,
        offer_class="free_tier", ends_on=date(2026, 11, 18), scripted=True,
    ),
]  # fmt: skip

RIVE_GAUCHE = [
    customer("etoile", "Ambulances de l'Étoile du Matin", "rivegauche", "2025-10-07", 6, scripted=True),
    customer("vallee-blanche", "Société des Transports de la Vallée Blanche", "rivegauche", "2025-10-09", 30, 0.7),
    customer("littoral", "Énergies Renouvelables du Littoral", "rivegauche", "2025-10-14", 8, 0.4),
    customer("sierra-dorada", "Autobuses Sierra Dorada, S.A.", "rivegauche", "2025-10-16", 12, 0.5),
    customer("waha", "شركة الواحة للنقل الذكي", "rivegauche", "2025-11-05", 9, 0.6),
    customer("galil", "חברת הגליל הירוק לאנרגיה", "rivegauche", "2026-01-13", 5, 0.4),
    customer("gruenau", "Wasserwerke Grünau-Süd eG", "rivegauche", "2025-10-21", 7, 0.2),
    customer("val-argent", "Pompiers du Val d'Argent", "rivegauche", "2025-11-12", 6, 0.2),
    customer("swierk", "Koleje Górskie Świerk Sp. z o.o.", "rivegauche", "2026-02-10", 4, 0.5),
    customer("lumiere", "Lumière & Filles, éclairage public", "rivegauche", "2025-12-02", 5, 0.3),
    customer("noorderduin", "Brandweer Noorderduin", "rivegauche", "2025-10-23", 8, 0.2),
    customer("saint-aurelien", "Municipalité de Saint-Aurélien-sur-Vigne", "rivegauche", "2025-11-20", 5, 0.2),
]

HARBOURLINE = [
    customer("saltmarsh", "Saltmarsh Coastal Rescue", "harbourline", "2025-10-10", 7, 0.3),
    customer("fjordferger", "Møller & Ødegård Fjordferger AS", "harbourline", "2025-10-15", 12, 0.5),
    customer("skargard", "Skärgårdens Bussbolag AB", "harbourline", "2025-10-22", 15, 0.4),
    customer("yuki", "北嶺雪害対策センター", "harbourline", "2025-11-10", 6, 0.2),
    customer(
        "hanbit", "한빛도시버스", "harbourline", "2026-04-14", 6, 0.8, offer_class="free_tier", ends_on=date(2026, 5, 5)
    ),
    customer("qingsong", "青松環境科技有限公司", "harbourline", "2026-01-20", 4, 0.6),
    customer("wetherfell", "Wetherfell Quarries Ltd", "harbourline", "2025-10-28", 9, 0.1),
    customer(
        "kestrelmoor", "Kestrelmoor Rail Maintenance", "harbourline", "2026-10-05", 18,
        offer_class="transition", ends_on=date(2027, 1, 31), scripted=True,
    ),
]  # fmt: skip

OTHERS = [
    customer("bergbahnen", "Alpenblick Bergbahnen AG", "nordlicht", "2025-10-14", 10, 0.3),
    customer("ostkai", "Hafenlogistik Ostkai GmbH", "nordlicht", "2025-12-09", 6, 0.5),
    customer("meridian", "Meridian Grid Observatory", None, "2025-10-02", 12, 0.3),
    customer("orbital", "Orbital Parcel Networks", None, "2025-11-25", 16, 1.0),
    customer("castellan", "Castellan Security Group", None, "2026-06-16", 5, 0.6),
]

COMPANIES = {company.key: company for company in [*RESELLERS, *BAYWATER, *RIVE_GAUCHE, *HARBOURLINE, *OTHERS]}
