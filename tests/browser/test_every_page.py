"""Every page there is, as its readers see it: in both languages and sizes, by day and by night."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect
from sqlalchemy import orm

from models import User
from tests.browser.accessible import BY_DAY, BY_NIGHT, faults
from tests.browser.spoken import foreign
from tests.browser.test_pay import new_gourl
from tests.factories import make_group, make_post
from tests.fixtures.service import NewService, Service
from tests.services.media import files
from tests.web.ops import samples
from tests.web.ops.operator import GONE, PREFIX, PSW, Operator
from tests.web.ops.samples import Samples
from web.ops.pages import PAGES
from web.ops.views import OTHERS as FURTHER
from wire.uploads import KINDS

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

LANGUAGES = {"zh": ("zh-CN", BY_DAY), "en": ("en-GB", BY_NIGHT)}
"""By language: what the browser asks for, and the looks that its reader has."""
PARTS = 4
"""Of the pages of operations, which are many for one test."""
NO_PAGES = ("Figures", "Undo")
"""What is for scripts, and what needs an audit row."""


@pytest.fixture(scope="module")
def service(new_service: NewService) -> Iterator[Service]:
    """A service with everything that has pages."""
    made = new_service(store=True, OPS_PASSWORD=PSW, PAY_PROVIDER="sandbox", RATE_MULTIPLIER="0")
    yield made
    made.stop()


@pytest.fixture(params=LANGUAGES)
def reader(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Reader]:
    """Somebody who reads one of the languages."""
    context = browser.new_context(locale=LANGUAGES[request.param][0])
    yield Reader(request.param, context)
    context.close()


class Reader:
    """Opens pages and notes what is wrong with them."""

    def __init__(self, spoken: str, context: BrowserContext) -> None:
        self.spoken, self.page = spoken, context.new_page()
        self.found: dict[str, list[str]] = {}
        self.page.on("pageerror", lambda error: self.note("script", [str(error)]))

    def open(self, address: str, status: int = 200) -> Page:
        """Go there and look."""
        answer = self.page.goto(address)
        assert isinstance(answer, Response)
        assert answer.headers["content-type"].startswith("text/html"), address
        self.look(address)
        if answer.status != status:
            self.note(address, [f"status {answer.status}"])
        return self.page

    def look(self, name: str) -> None:
        """Look at the page that is open."""
        looks = LANGUAGES[self.spoken][1]
        self.note(name, foreign(self.page, self.spoken) + faults(self.page, looks))

    def note(self, name: str, wrong: list[str]) -> None:
        if wrong:
            self.found.setdefault(name, []).extend(wrong)

    @property
    def told(self) -> str:
        """All that was found, a line each."""
        return "\n".join(f"{name}: {one}" for name, wrong in self.found.items() for one in wrong)


def test_pages_of_apps(service: Service, reader: Reader) -> None:
    who = service.make_user()
    with orm.Session(service.engine) as db:
        author = db.get_one(User, who.uid)
        postid = make_post(db, author, make_group(db, author)).postid
        db.commit()
    for path in ("/", "/PhoneLogin", "/login"):
        reader.open(service.url + path)
    reader.open(f"{service.url}/nothing", 404)
    reader.open(f"{service.url}/upload/Message?sessionid=over&usepage=1", 400)
    for kind in KINDS.values():
        if not kind.internal:
            target = f"&{kind.target}={postid}" if kind.needed else ""
            path = f"{kind.path}?sessionid={who.sessionid}&usepage=1{target}"
            reader.open(service.url + path)
    assert reader.found == {}, reader.told


def test_what_pages_of_apps_answer(service: Service, reader: Reader) -> None:
    page, who = reader.open(f"{service.url}/login"), service.make_user()
    page.locator("[name=name]").fill("nobody")
    page.locator("[name=psw]").fill("wrong")
    page.locator("[type=submit]").click()
    page.locator("output .bad").wait_for()
    reader.look("a refused login")
    page = reader.open(f"{service.url}/PhoneLogin")
    page.locator("[name=phone]").fill(who.phone)
    page.locator("#send").click()
    page.locator("output .good").wait_for()
    reader.look("a code that was sent")
    page = reader.open(f"{service.url}/upload/HeadImg?sessionid={who.sessionid}&usepage=1")
    picture = files.picture(form="PNG")
    page.locator("[type=file]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": picture}
    )
    page.locator("[type=submit]").click()
    page.locator("output img").wait_for()
    reader.look("an upload")
    assert reader.found == {}, reader.told


def test_pages_of_payment(service: Service, reader: Reader) -> None:
    for acts in (("fail",), ("delay",), ("pay", "refund")):
        gourl = new_gourl(service)
        reader.open(gourl)
        for act in acts:
            reader.page.goto(gourl)
            reader.page.locator(f"[value={act}]").click()
            expect(reader.page.locator(f"[value={act}]")).to_have_count(0)
            reader.look(f"after {act}")
            reader.open(gourl)
    reader.open(f"{service.url}/pay/sandbox?order=x", 400)
    reader.open(f"{service.url}/payresult/Paybackend?trade_no=1", 400)
    assert reader.found == {}, reader.told


def test_the_api_test_page(service: Service, reader: Reader) -> None:
    page = reader.page
    page.goto(f"{service.url}/static/PhoneTest.html")
    page.locator("#second").click()
    page.locator("#clients .upload summary").first.click()
    page.locator("[data-name='message.send']").click()
    page.keyboard.press("Control+Enter")
    reader.look("with everything open")
    for part in ("catalog", "composer", "clients"):
        page.evaluate("part => { document.body.dataset.view = part }", part)
        reader.look(part)
    assert reader.found == {}, reader.told


# ----------------------------------------------------------------------------------- operations


@pytest.fixture(scope="module")
def made(service: Service) -> Iterator[Samples]:
    """One of everything that pages of operations show."""
    operator = Operator(service, "198.51.100.7")
    operator.login()
    operator.ok("OperatorEdit", name="x1", role="look", psw="four green umbrellas")
    yield samples.make(service, operator)
    operator.http.close()


@pytest.mark.parametrize("part", range(PARTS))
def test_pages_of_operations(service: Service, reader: Reader, made: Samples, part: int) -> None:
    enter(service, reader)
    every = ("", *sorted({*PAGES, *FURTHER}.difference(NO_PAGES)), *made.addresses)
    for address in every[part::PARTS]:
        reader.open(f"{service.url}{PREFIX}/{address}")
    assert reader.found == {}, reader.told


def test_what_operations_are_answered(service: Service, reader: Reader, made: Samples) -> None:
    page = enter(service, reader)
    page.goto(f"{service.url}{PREFIX}/User?uid={made.uid}")
    page.locator("a[href*='/Undo?']").first.click()
    reader.look("the way back of an action")
    user = service.make_user(nick=None)
    page = reader.open(f"{service.url}{PREFIX}/ActAs?uid={user.uid}&function=user.info")
    page.locator("[name='p.uid']").fill(str(user.uid))
    page.locator("main form").last.locator("button").click()
    expect(page.locator("pre")).to_contain_text('"errno": 0')
    reader.look("a call as a user")
    page.goto(f"{service.url}{PREFIX}/FindUser")
    page.locator("[name=phone]").fill(user.phone)
    page.locator("main > form button").click()
    reader.look("users that were found")
    page.goto(f"{service.url}{PREFIX}/SecondFactor")
    page.goto(f"{service.url}{PREFIX}/GrantActorLevel")
    page.locator("[name=uid]").fill(str(GONE))
    page.locator("[name=actor_level]").fill("1")
    page.locator("main > form [type=submit]").click()
    reader.look("a refusal")
    for address, status in ((f"User?uid={GONE}", 404), ("nothing", 404)):
        reader.open(f"{service.url}{PREFIX}/{address}", status)
    assert reader.found == {}, reader.told


def enter(service: Service, reader: Reader) -> Page:
    """Log in to operations, and look at the form of that."""
    page = reader.open(f"{service.url}{PREFIX}/")
    page.locator("[name=psw]").fill(PSW)
    page.locator("[type=submit]").click()
    page.locator("#tiles").wait_for()
    page.locator("#state li").first.wait_for()
    return page


def test_what_is_looked_for(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        "<html lang=zh><title>Title</title><p title=提示>你好 world <b lang=en>fine</b>"
        " https://example.com/x <code>x.y</code>，API <img alt=picture></p>"
    )
    assert foreign(page, "zh") == [
        "not 中文: Title in Title", "not 中文: picture in picture", "not 中文: world in 你好 world"
    ]  # fmt: skip
    assert foreign(page, "en") == ["html is zh"]
    page.evaluate("document.documentElement.lang = 'en-GB'")
    said = ["not English: 你好 in 你好 world", "not English: 提示 in 提示"]
    assert foreign(page, "en") == said
    page.close()
