"""A browser without a window: keeps cookies, and sends the token of the page it looks at."""

import html
import re


class Browser:
    """Reads pages and sends their forms, as one person with one language."""

    def __init__(self, app, language="en"):
        self.client = app.test_client()
        self.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        self.path = "/"

    def see(self, path="/"):
        """The text of a page, as a reader sees it: entities are letters again."""
        return html.unescape(self.open(path).text)

    def open(self, path="/"):
        """The answer to a request, after redirects."""
        answer = self.client.get(path, follow_redirects=True)
        self.path = answer.request.path
        answer.get_data()
        answer.close()
        return answer

    def send(self, path, **form):
        """Send a form with a valid token; the page that follows, as a reader sees it."""
        answer = self.post(path, **form)
        assert answer.status_code == 200, answer.text
        self.path = answer.request.path
        return html.unescape(answer.text)

    def post(self, path, **form):
        """Send a form with a valid token; the answer, after redirects."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get("/").text)[1]
        return self.client.post(path, data={"csrf_token": token} | form, follow_redirects=True)

    def step_in(self, email):
        """Become a member of the demo."""
        self.send("/step-in", email=email)
        return self
