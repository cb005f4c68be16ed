"""Reading the catalogue."""

from dataclasses import dataclass
from typing import ClassVar

from tokenstock.catalogue.models import Product
from tokenstock.kernel.errors import Refusal

__all__ = ["SERVICE_PACK", "UnknownProduct", "product_by_sku", "product_list"]

SERVICE_PACK = "9010177"
"""The SKU of the Service Pack, the product that a popup proposes and a bonus is measured in."""


@dataclass
class UnknownProduct(Refusal):
    """No product has this reference."""

    code: ClassVar[str] = "unknown_product"
    sku: str


def product_by_sku(*, sku: str) -> Product:
    """The product with this reference.

    :raises UnknownProduct: where there is none.
    """
    product = Product.objects.filter(sku=sku).first()
    if product is None:
        raise UnknownProduct(sku)
    return product


def product_list() -> list[Product]:
    """Every product, by reference."""
    return list(Product.objects.order_by("sku"))
