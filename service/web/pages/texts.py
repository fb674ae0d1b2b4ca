"""A member's own texts: changed, checked while they are written, and saved."""

from collections.abc import Iterator
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.domain.members import Kind, Member
from models.text.themes import themes_by_id
from service.current import context
from service.use_cases import members
from service.use_cases.coach import coach_member
from service.use_cases.stated_text import MAX_TEXT
from service.web import forms
from service.web.drafts import Draft, DraftText
from service.web.present_texts import texts_page
from service.web.present_themes import all_themes
from service.web.site import for_a_member, site
from service.web.texts import gettext


@site.get("/me/texts")
@for_a_member
def texts(reader: Member) -> ResponseReturnValue:
    """Show the reader's texts in a form."""
    return _page(reader, Draft.of(reader))


@site.post("/me/texts")
@for_a_member
def change_texts(reader: Member) -> ResponseReturnValue:
    """Check the texts or take one out, which keeps nothing yet, or save them all."""
    draft = _sent().without(request.form.get("remove", ""))
    if forms.whole("version") != reader.version:
        told = gettext(
            "Your texts were changed elsewhere after you opened this page. Nothing is saved yet; what is "
            "kept now stands at the end. Save again to replace it with what you see here."
        )
        return _page(reader, draft, told, kept=reader), HTTPStatus.PRECONDITION_FAILED
    if request.form.get("do") != "save":
        return _page(reader, draft, gettext("Nothing is saved yet."))
    if refusal := draft.refusal(reader.profile):
        return _page(reader, draft, refusal), HTTPStatus.UNPROCESSABLE_ENTITY
    members.save_member(context(), draft.saved_in(reader.profile), expected_version=reader.version)
    flash(gettext("Your texts are saved."))
    return redirect(url_for("web.me"))


def _sent() -> Draft:
    return Draft({kind: tuple(_fields(kind)) for kind in Kind})


def _fields(kind: Kind) -> Iterator[DraftText]:
    for place, text in enumerate(forms.texts(kind.value)):
        # The whole list comes after the themes to tap, so what is chosen there is the later word.
        theme = request.form.get(f"other-{kind}-{place}") or request.form.get(f"theme-{kind}-{place}")
        yield DraftText(text, theme if theme in themes_by_id() else None)


def _page(reader: Member, draft: Draft, told: str = "", *, kept: Member | None = None) -> str:
    coaching = coach_member(
        context(), reader.email, draft.legible(Kind.CHALLENGE), draft.legible(Kind.EXPERTISE)
    )
    return render_template(
        "web/texts.html",
        page=texts_page(reader, draft, coaching),
        areas=all_themes(),
        version=reader.version,
        told=told,
        kept=kept,
        longest=MAX_TEXT,
    )
