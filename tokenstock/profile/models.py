"""What a company shows to others of itself."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual


class SupportContact(models.Model):
    """Whom the customers of `account` ask: none of the three is given, or at least two are.

    `version` counts the changes.
    """

    account = models.OneToOneField("accounts.Account", models.PROTECT, primary_key=True, related_name="+")
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=254, blank=True)
    web = models.CharField(max_length=200, blank=True)
    version = models.IntegerField()

    class Meta:
        db_table = "profile_support_contact"
        constraints = [
            models.CheckConstraint(
                condition=Q(phone="", email="", web="")
                | ~Q(phone="") & ~Q(email="")
                | ~Q(phone="") & ~Q(web="")
                | ~Q(email="") & ~Q(web=""),
                name="contact_none_or_at_least_two",
            ),
        ]

    def __str__(self) -> str:
        return f"support contact of account {self.account_id}"


class SignupAddress(models.Model):
    """A token that leads to `account` as the partner of record. It works until `ends_at`; the current one has none."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    token = models.CharField(max_length=22, unique=True)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "profile_signup_address"
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(ends_at__isnull=True), name="signup_address_one_current"
            ),
            # No password, whatever the linter makes of its name.
            models.CheckConstraint(condition=Q(token__regex=r"^[A-Za-z0-9_-]{22}$"), name="signup_address_form"),  # noqa: S106
        ]

    def __str__(self) -> str:
        return f"sign-up address {self.id} of account {self.account_id}"


class BrandImage(models.Model):
    """The image of `account` as a PNG that was drawn anew, under the SHA-256 of its bytes."""

    account = models.OneToOneField("accounts.Account", models.PROTECT, primary_key=True, related_name="+")
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    width = models.SmallIntegerField()
    height = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "profile_brand_image"
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="brand_image_digest_form"),
            models.CheckConstraint(
                condition=Q(width__gte=1, height__gte=1, width__lte=480, height__lte=160), name="brand_image_small"
            ),
            models.CheckConstraint(condition=LessThanOrEqual(Length("content"), 300_000), name="brand_image_light"),
        ]

    def __str__(self) -> str:
        return f"image of account {self.account_id}"
