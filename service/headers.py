"""Headers that tell a browser what our answers may do."""

from flask import Flask, Response

from service.config import Settings

CONTENT_SECURITY_POLICY = "default-src 'none'; frame-ancestors 'none'"
"""Data asks a browser to load nothing; what is shown as a page sets a policy of its own."""

ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    # Answers hold personal data; static files set their own rule.
    "Cache-Control": "no-store",
}
ONE_YEAR = 365 * 24 * 60 * 60


def register(app: Flask, settings: Settings) -> None:
    """Add the headers to every answer that has not set its own."""

    @app.after_request
    def _protect(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if settings.secure_cookies:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}")
        return response
