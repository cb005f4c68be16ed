"""Companies, their users, and who may act for which company."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower


class AccountType(models.TextChoices):
    """What a company is in the channel, highest first."""

    VENDOR = "vendor", "Vendor"
    DISTRIBUTOR = "distributor", "Distributor"
    PARTNER = "partner", "Partner"
    CUSTOMER = "customer", "Customer"


RANK = {kind: rank for rank, kind in enumerate(AccountType)}
"""0 for the vendor; an account stands under one of a lower rank."""


class OfferClass(models.TextChoices):
    """What an account is entitled to."""

    COMMERCIAL = "commercial", "Commercial"
    PARTNER = "partner", "Partner"
    FREE_TIER = "free_tier", "Free Tier"
    TRANSITION = "transition", "Transition"

    @property
    def consumes(self) -> bool:
        """Whether an account of this class pays tokens for its activated systems."""
        return self is OfferClass.COMMERCIAL

    @property
    def registered_limit(self) -> int | None:
        """The most systems that may be registered at a time; None for no limit."""
        return {OfferClass.PARTNER: 20, OfferClass.FREE_TIER: 15}.get(self)


class Account(models.Model):
    """A company. `parent` is its partner of record, the account directly above; only the vendor has none.

    From `closed_at` on nothing happens to it any more, and its history stays readable. Closing is `lifecycle`'s.
    `brand_digest` names the image that it shows, empty for none; the image itself is `profile`'s.
    """

    id = models.BigAutoField(primary_key=True)
    uid = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=400, unique=True)
    type = models.CharField(max_length=12, choices=AccountType)
    offer_class = models.CharField(max_length=12, choices=OfferClass)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="subaccounts")
    ends_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    brand_digest = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        db_table = "accounts_account"
        constraints = [
            models.CheckConstraint(condition=models.Q(uid__regex=r"^[0-9a-f]{32}$"), name="account_uid_form"),
            models.CheckConstraint(
                condition=models.Q(type="vendor", parent__isnull=True)
                | ~models.Q(type="vendor") & models.Q(parent__isnull=False),
                name="account_only_the_vendor_is_the_root",
            ),
            models.UniqueConstraint(fields=["type"], condition=models.Q(type="vendor"), name="account_one_vendor"),
            models.CheckConstraint(condition=models.Q(type__in=AccountType.values), name="account_type_known"),
            models.CheckConstraint(condition=models.Q(offer_class__in=OfferClass.values), name="account_class_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def partner_of_record(self) -> "Account | None":
        """The reseller directly above; None for one directly below the vendor. A query, unless `parent` is there."""
        return self.parent if self.parent is not None and self.parent.parent_id is not None else None

    @property
    def partner_name(self) -> str:
        """The partner of record's name; empty without one."""
        return self.partner_of_record.name if self.partner_of_record else ""

    @property
    def is_reseller(self) -> bool:
        """Whether it may sell on: its stock has a floor at zero."""
        return self.type in (AccountType.DISTRIBUTOR, AccountType.PARTNER)


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A user who signs in with `email`; without `password` nobody can until one is set."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user with this address, ignoring case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by e-mail address (kept in lower case)."""

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(max_length=254, unique=True)
    full_name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        db_table = "accounts_user"
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_in_lower_case"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email


class Membership(models.Model):
    """A user of a company. Only an Admin enters Account Management."""

    class Role(models.TextChoices):
        """What the user may do for the company."""

        ADMIN = "admin", "Admin"
        USER = "user", "User"

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    account = models.ForeignKey(Account, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role)

    class Meta:
        db_table = "accounts_membership"
        constraints = [models.UniqueConstraint(fields=["user", "account"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} of {self.account}"
