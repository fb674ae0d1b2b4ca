import secrets

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
