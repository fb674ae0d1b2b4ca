import secrets

import pytest

from models.domain.errors import BadInputError
from models.ranking.exposure import Exposure
from service.config import Settings


def test_the_key_that_signs_cookies_is_made_once_for_this_user_only(tmp_path):
    key = Settings(home=tmp_path / "home").session_secret
    assert len(key) >= 48
    assert Settings(home=tmp_path / "home").session_secret == key
    (kept,) = (tmp_path / "home").iterdir()
    assert kept.stat().st_mode & 0o077 == 0


def test_processes_that_start_at_once_sign_with_one_key(tmp_path, monkeypatch):
    make, others = secrets.token_urlsafe, []

    def make_late(size):
        if not others:
            others.append(None)
            others[0] = Settings(home=tmp_path).session_secret
        return make(size)

    monkeypatch.setattr(secrets, "token_urlsafe", make_late)
    assert Settings(home=tmp_path).session_secret == others[0] != ""


def test_a_key_that_is_set_is_used_and_none_is_kept(tmp_path):
    assert Settings(home=tmp_path, secret_key="given").session_secret == "given"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("cap", ["0.2499", "-1", "nan", "4 a month"])
def test_a_cap_on_exposure_that_could_do_nothing_is_refused_with_its_variable_and_value(cap, monkeypatch):
    monkeypatch.setenv("MODSPIL_EXPOSURE_CAP", cap)
    with pytest.raises(BadInputError, match=f"MODSPIL_EXPOSURE_CAP is '{cap}'.*docs/configuration.md"):
        Settings.from_environment()


def test_a_cap_of_one_first_place_is_the_smallest_and_none_takes_it_away(monkeypatch):
    for cap in ("0.25", "0"):
        monkeypatch.setenv("MODSPIL_EXPOSURE_CAP", cap)
        assert Settings.from_environment().exposure_cap == float(cap)
    with pytest.raises(BadInputError, match=r"0\.2; it must be 0\.25 or more"):
        Exposure(cap=0.2)
