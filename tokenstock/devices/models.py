"""Systems: AirLink gateways and routers registered in an account."""

from django.db import models
from django.db.models import Q


class System(models.Model):
    """One gateway or router in an account. A retired one is kept; its serial may be registered again, anywhere.

    In another account that is another row; in the same one it is this again.
    """

    class State(models.TextChoices):
        """The life of a system, by the names of the device service."""

        READY = "READY", "Registered"
        ACTIVE = "ACTIVE", "Activated"
        SUSPENDED = "SUSPENDED", "Deactivated"
        RETIRED = "RETIRED", "Retired"

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="systems")
    serial = models.CharField(max_length=60)
    model = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    registered_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "devices_system"
        constraints = [
            models.UniqueConstraint(fields=["serial"], condition=~Q(state="RETIRED"), name="system_serial_in_use_once"),
        ]
        indexes = [models.Index(fields=["account", "serial"], name="system_by_serial")]

    def __str__(self) -> str:
        return f"{self.model} {self.serial}"
