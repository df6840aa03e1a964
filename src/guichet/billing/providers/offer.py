"""What a provider of online payments does for Guichet: make a hosted page, tell signed news of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Self


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be paid: our own key, cents, currency, words for the page, where to come back to."""

    key: str
    cents: int
    currency: str
    words: str
    email: str
    language: str
    back_url: str


@dataclass(frozen=True, slots=True)
class Session:
    """A page made by the provider: its id there, its address."""

    session_id: str
    url: str


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """What is to be given back: our own key within a scope (the city), the provider's id of the payment, how much."""

    key: str
    scope: str
    payment_id: str
    cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class RefundMade:
    """A refund that the provider took: its id there, whether it is done already."""

    refund_id: str
    done: bool


@dataclass(frozen=True, slots=True)
class ProviderNews:
    """A message whose signature was checked: « paid », « failed », « refunded », « refund_failed », « refunded_total » or « other ».

    Of a refund, `key` is ours (empty when it was made on the provider's site) and `session_id` the provider's id of the
    refund; a « refunded_total » is all that was given back of a payment so far.
    """

    id: str
    kind: str
    key: str = ""
    session_id: str = ""
    payment_id: str = ""
    cents: int = 0
    currency: str = ""


class Provider(ABC):
    """A provider with the keys of one city."""

    name: ClassVar[str]

    @classmethod
    @abstractmethod
    def for_city(cls, slug: str) -> Self | None:
        """Give the provider with the keys of a city; None when the city has none."""

    @abstractmethod
    def open_page(self, order: Order) -> Session:
        """Make the page on which an order is paid. Raises Conflict when the provider does not answer."""

    @abstractmethod
    def refund(self, order: RefundOrder) -> RefundMade:
        """Give a payment back, or a part of it; ordered twice under one key, it is given back once.

        Raises Invalid, with the reason, when it can never be; Conflict when the provider does not answer now.
        """

    @abstractmethod
    def read_news(self, body: bytes, signature: str) -> ProviderNews:
        """Read a message. Raises Denied when its signature is not theirs, or too old."""
