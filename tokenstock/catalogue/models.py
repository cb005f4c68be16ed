"""Products are data: what is ordered, how many tokens it holds, what it costs."""

from django.db import models


class Product(models.Model):
    """A product that can be ordered. The Service Pack is one: 12 tokens."""

    id = models.BigAutoField(primary_key=True)
    sku = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    tokens_per_pack = models.PositiveIntegerField()
    list_price = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")

    class Meta:
        db_table = "catalogue_product"
        constraints = [
            models.CheckConstraint(condition=models.Q(tokens_per_pack__range=(1, 10_000)), name="product_tokens_range"),
        ]

    def __str__(self) -> str:
        return f"{self.sku} {self.name}"
