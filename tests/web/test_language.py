"""Which language a page has, and that the catalogs are whole."""

from __future__ import annotations

import re

import pytest

from devtools import texts
from web import language
from web.replies import HOME

TEMPLATES = sorted((HOME / "templates").rglob("*.html"))
SPOKEN = re.compile(r'(?:aria-label|alt|placeholder|title)="([^"]*)"')
LEFT_AS_IT_IS = {"./dev docs"}


@pytest.mark.parametrize(
    ("accept", "spoken"),
    [
        ("", "zh"),
        ("*", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-Hant-TW", "zh"),
        ("en-US,en;q=0.9", "en"),
        ("en;q=0.1, zh;q=0.2", "zh"),
        ("zh;q=0, en;q=0.1", "en"),
        ("fr, de;q=0.9", "en"),
        ("fr, zh;q=0.3", "zh"),
        (";;;q=,en;q=x,zh;q=nan", "zh"),
        ("x" * 10_000, "zh"),
    ],
)
def test_what_the_browser_asks_for(accept: str, spoken: str) -> None:
    assert language.asked(accept) == spoken


def test_catalogs_are_in_step_and_complete() -> None:
    assert texts.stale() == [], "run ./dev texts"
    assert texts.untranslated() == {"zh": []}


def test_a_translation_keeps_the_places_for_values() -> None:
    place = re.compile(r"\{[a-z]+\}|%\([a-z]+\)s")
    told = language.translations("zh")
    for message in texts.template():
        if message.id:
            text = str(message.id)
            assert sorted(place.findall(told.gettext(text))) == sorted(place.findall(text)), text


def test_templates_say_nothing_in_one_language_only() -> None:
    for path in TEMPLATES:
        name = path.relative_to(HOME / "templates")
        assert said(path.read_text()) == [], name


def said(template: str) -> list[str]:
    """What a template says beside what it gets from elsewhere."""
    text = re.sub(
        r"\{% block (?:more_)?style %\}.*?\{% endblock %\}", "", template, flags=re.DOTALL
    )
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
    scripts = " ".join(re.findall(r"<script.*?</script>", text, re.DOTALL))
    literals = [one for one in re.findall(r'"([^"\n]*)"', scripts) if " " in one.strip()]
    text = re.sub(r"<(script|style).*?</\1>", "", text, flags=re.DOTALL)
    between = re.split(r"<[^>]*>", text)
    found = [*SPOKEN.findall(text), *between, *literals]
    words = {one.strip() for one in found if re.search(r"[^\W\d_]{2}", one)}
    return sorted(words - LEFT_AS_IT_IS - {"use strict"})


def test_what_is_said_is_found() -> None:
    sample = '<p title="Hint">Hello {{ _("x") }}</p><script>show("It failed", 1)</script>'
    assert said(sample) == ["Hello", "Hint", "It failed"]
