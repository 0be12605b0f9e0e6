"""A confirmation is of one owner, for one set of ids, once, and for a few minutes."""

from __future__ import annotations

import pytest

from assistant.surfaces.service.consent import SECONDS, Consent
from store.types import ME, Owner

YOU = Owner("visitor-you")


def test_it_fits_only_what_it_was_given_for() -> None:
    consent = Consent()
    given = consent.offer(ME, ["a", "b"])
    assert not consent.take(given, YOU, ["a", "b"])
    assert not consent.take(given, ME, ["a"])
    assert not consent.take(given, ME, ["a", "b", "c"])
    assert not Consent().take(given, ME, ["a", "b"]), "another program's confirmations are worth nothing"
    assert consent.take(given, ME, ["b", "a"])
    assert not consent.take(given, ME, ["a", "b"])


@pytest.mark.parametrize("broken", ["", ".", "x", "1.2.3", "9999999999.abc.", "é.é.é"])
def test_a_forged_one_is_refused(broken: str) -> None:
    assert not Consent().take(broken, ME, ["a"])


def test_a_later_end_cannot_be_written_into_it() -> None:
    consent = Consent()
    end, nonce, signature = consent.offer(ME, ["a"]).split(".")
    assert not consent.take(f"{int(end) + 1}.{nonce}.{signature}", ME, ["a"])


def test_it_is_good_for_minutes() -> None:
    now = 1000.0
    consent = Consent(lambda: now)
    given, late = consent.offer(ME, ["a"]), consent.offer(ME, ["b"])
    now += SECONDS - 1
    assert consent.take(given, ME, ["a"])
    now += 2
    assert not consent.take(late, ME, ["b"])
