"""A demo that really serves, and a real browser."""

import io
import shutil
import threading

import pytest
from playwright.sync_api import sync_playwright
from theme_fakes import telling
from werkzeug.serving import make_server

from service import create_app
from service.config import DATA, Settings
from service.context import open_context
from service.use_cases.import_members import import_members

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
INSTALL = "The browser tests need Chromium: apt-get update && apt-get install -y chromium"
MEMBERS = 60


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of a demo with a part of the sample network."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), encoder="hashing", demo=True, locale="da")
    context = telling(open_context(settings))
    with (DATA / "sample" / "members.jsonl").open("rb") as sample:
        people = io.BytesIO(b"".join(line for line, _ in zip(sample, range(MEMBERS), strict=False)))
    import_members(context, people, file_name="members.jsonl", skip_invalid=False)
    context.matcher.embed_pending()
    server = make_server("127.0.0.1", 0, create_app(context=context), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    context.database.close()


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests."""
    executable = shutil.which("chromium")
    assert executable is not None, INSTALL
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, site):
    """Gives pages of new visitors; whatever a page complains about in its console fails the test."""
    visitors, complaints = [], []

    def visit(path="/", *, locale="en-GB", width=1280, scripts=True):
        visitor = chromium.new_context(
            base_url=site,
            locale=locale,
            viewport={"width": width, "height": 844},
            java_script_enabled=scripts,
        )
        visitors.append(visitor)
        page = visitor.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request", lambda request: complaints.append(request.url) if site not in request.url else None
        )
        page.goto(path)
        return page

    yield visit
    for visitor in visitors:
        visitor.close()
    assert not complaints


def _within(site, address):
    return {address} if address.startswith(f"{site}/") else set()
