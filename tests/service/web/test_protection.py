import re
from pathlib import Path

import pytest

from service import create_app, web
from service.context import Context

HERE = Path(web.__file__).parent


def _forms(app):
    rules = app.url_map.iter_rules()
    return [rule for rule in rules if rule.endpoint.startswith("web.") and "POST" in rule.methods]


def test_every_form_is_refused_without_a_token(app, browser_of, network):
    reader = browser_of(network[0])
    forms = _forms(app)
    assert len(forms) >= 10
    for rule in forms:
        path = re.sub(r"<(int:)?\w+>", "1", rule.rule)
        answer = reader.client.post(path, data={"email": network[1]})
        assert answer.status_code == 400, path
        assert "The CSRF token is missing" in answer.text
    assert "Gudrun Havgaard" in reader.see("/me")


def test_the_token_of_another_browser_is_refused(app, browser, browser_of, network):
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.open().text)[1]
    answer = browser_of(network[0]).client.post("/step-out", data={"csrf_token": token})
    assert answer.status_code == 400


def test_the_api_asks_for_no_form_token(app):
    assert app.test_client().post("/api/v1/suggestions", json={}).status_code == 401


@pytest.mark.parametrize("secure", [False, True])
def test_cookies_stay_with_this_site_and_out_of_scripts(context, network, secure):
    settings = context.settings.model_copy(update={"secure_cookies": secure})
    app = create_app(context=Context(settings, context.database, context.matcher, context.clock))
    cookie = app.test_client().get("/").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) is secure


@pytest.mark.parametrize("path", ["/", "/me", "/organiser/days", "/nowhere", "/introductions/none"])
def test_a_page_may_load_nothing_from_elsewhere_and_nothing_inline(browser_of, network, path):
    answer = browser_of(network[0]).open(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert not re.search(r"<style|\sstyle=|<script(?! src=)|\son\w+=|https?://", answer.text)


def test_templates_know_no_address_outside_and_escape_everything():
    for template in HERE.glob("templates/**/*.html"):
        text = template.read_text()
        assert not re.search(r"\|\s*safe|autoescape false|https?://", text), template


def test_what_members_write_is_text_and_no_markup(browser_of, network, context):
    reader = browser_of(network[0])
    reader.send("/suggestions", challenge=1, intent="support")
    answer = reader.post(f"{reader.path}/1", message="<script>alert(1)</script>")
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_static_files_are_there(browser):
    for name in ("modspil.css", "filter.js", "mark.svg"):
        assert browser.open(f"/assets/{name}").status_code == 200
