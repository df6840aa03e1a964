"""People of a city: its staff, the teams they work in, what their roles allow, and its residents."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower, Right

LOCAL_DIGITS = 7  # what people say of a number of their own area
EMAIL_NAME = models.Func(
    models.F("email_key"),
    models.Value("@"),
    models.Value(1),
    function="split_part",
    output_field=models.CharField(),
)
"""What stands before the @ of an address: where people's slips are."""


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by e-mail address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """Find the account of an address, for the sign-in."""
        return self.get(email__iexact=username or "")


class Account(AbstractBaseUser):
    """A member of the staff who signs in."""

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, default="fr")
    is_active = models.BooleanField(default=True)
    shortcuts = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]  # noqa: RUF012  # the base class says list

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="account_email_once"),)

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A team that handles cases; a case always has at most one."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=60, unique=True)
    name = models.JSONField()
    email = models.EmailField(blank=True, default="")
    on_call = models.BooleanField(default=False)
    phone = models.CharField(max_length=40, blank=True, default="")
    external = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code


class Role(models.Model):
    """A named list of grants. The code asks for grants; which role gives them is data of the city."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=60, unique=True)
    name = models.JSONField()
    grants = ArrayField(models.CharField(max_length=40), default=list)

    def __str__(self) -> str:
        return self.code


class Membership(models.Model):
    """An account in a team."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "team"], name="member_once"),)

    def __str__(self) -> str:
        return f"{self.account_id} in {self.team_id}"


class RoleHolder(models.Model):
    """An account that holds a role."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="held_roles")
    role = models.ForeignKey(Role, models.CASCADE, related_name="holders")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "role"], name="role_held_once"),)

    def __str__(self) -> str:
        return f"{self.account_id} as {self.role_id}"


class Resident(models.Model):
    """Someone who wrote to the city. E-mail and phone are stored as given and, for look-ups, in one plain form."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=160, blank=True, default="")
    folded_name = models.CharField(max_length=160, blank=True, default="")
    email = models.EmailField(max_length=254, blank=True, default="")
    email_key = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    phone_key = models.CharField(max_length=20, blank=True, default="")
    language = models.CharField(max_length=5, default="fr")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (
            models.Index(fields=["email_key"], name="resident_email", condition=~models.Q(email_key="")),
            models.Index(fields=["phone_key"], name="resident_phone", condition=~models.Q(phone_key="")),
            GinIndex(OpClass("folded_name", name="gin_trgm_ops"), name="resident_name"),
            models.Index(
                fields=["phone_key"],
                opclasses=["varchar_pattern_ops"],
                name="resident_phone_start",
                condition=~models.Q(phone_key=""),
            ),
            models.Index(
                Right("phone_key", LOCAL_DIGITS), name="resident_phone_end", condition=~models.Q(phone_key="")
            ),
            GinIndex(OpClass(EMAIL_NAME, name="gin_trgm_ops"), name="resident_email_like"),
        )

    def __str__(self) -> str:
        return self.name or self.email
