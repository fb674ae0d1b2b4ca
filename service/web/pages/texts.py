"""A member's own texts: changed, checked while they are written, and saved."""

from dataclasses import replace
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.domain.members import Kind, Member
from service.current import context
from service.use_cases import members
from service.use_cases.coach import coach_member
from service.use_cases.member_record import MAX_TEXT
from service.web import forms
from service.web.present_texts import Draft, texts_page
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
    if draft.is_empty():
        told = gettext("State at least one challenge or one thing you can give.")
        return _page(reader, draft, told), HTTPStatus.UNPROCESSABLE_ENTITY
    profile = replace(
        reader.profile, challenges=draft.stated(Kind.CHALLENGE), expertise=draft.stated(Kind.EXPERTISE)
    )
    members.save_member(context(), profile, expected_version=reader.version)
    flash(gettext("Your texts are saved."))
    return redirect(url_for("web.me"))


def _sent() -> Draft:
    return Draft({kind: tuple(forms.texts(kind.value, MAX_TEXT)) for kind in Kind})


def _page(reader: Member, draft: Draft, told: str = "", *, kept: Member | None = None) -> str:
    coaching = coach_member(context(), reader.email, draft.texts[Kind.CHALLENGE], draft.texts[Kind.EXPERTISE])
    return render_template(
        "web/texts.html",
        page=texts_page(draft, coaching),
        version=reader.version,
        told=told,
        kept=kept,
        longest=MAX_TEXT,
    )
