"""The API test page, as a developer of an app uses it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import orm

from models import Event
from tests.browser.conftest import PHONE, OpenPage
from tests.fixtures.service import Person, Service
from tests.services.media import files

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


def address(service: Service) -> str:
    return f"{service.url}/static/PhoneTest.html"


def client(page: Page, name: str = "A") -> Locator:
    return page.get_by_role("region", name=f"Client {name}")


def log_in(pane: Locator, phone: str) -> None:
    """With the code that DEBUG shows."""
    pane.get_by_label("Phone").fill(phone)
    pane.get_by_role("button", name="Get code").click()
    expect(pane.get_by_label("Code")).to_have_value(re.compile(r"^\d{6}$"))
    pane.get_by_role("button", name="Log in").click()


def enter(pane: Locator, person: Person, *, frames: str = "plain", start: str = "") -> None:
    """With a session that exists."""
    pane.get_by_label("Session", exact=True).fill(person.sessionid)
    pane.get_by_label("Frames").select_option(label=frames)
    if start:
        pane.get_by_label("Session start").select_option(label=start)
    pane.get_by_role("button", name="Connect", exact=True).click()
    expect(pane.get_by_role("status")).to_contain_text(f"uid {person.uid}")


def choose(page: Page, function: str) -> None:
    search = page.get_by_role("searchbox", name="Search functions")
    search.fill(function)
    search.press("Enter")
    expect(page.get_by_role("heading", name=function, exact=True)).to_be_visible()


def entry(pane: Locator, kind: str, title: str) -> Locator:
    """The newest entry of the log of that kind."""
    return pane.locator(f".entry.{kind}", has_text=title).first


def test_two_people_log_in_and_talk(service: Service, open_page: OpenPage) -> None:
    hong = service.make_user(nick="小红")
    page = open_page(address(service))
    page.get_by_role("button", name="Open second client").click()
    log_in(client(page, "A"), "13711112222")
    expect(client(page, "A").get_by_role("status")).to_contain_text("uid ")
    enter(client(page, "B"), hong, frames="zlib", start="in the address")

    choose(page, "user.info2")
    page.locator("[data-parameter=uid]").fill(str(hong.uid))
    page.get_by_role("button", name="Send as A").click()
    expect(entry(client(page, "A"), "reply", "user.info2")).to_contain_text('"nick": "小红"')

    choose(page, "message.send")
    page.locator("[data-parameter=uid]").fill(str(hong.uid))
    page.locator("[data-parameter=content]").fill("你好")
    page.get_by_role("button", name="Send as A").click()
    reply = entry(client(page, "A"), "reply", "message.send")
    expect(reply).to_contain_text("errno 0")
    expect(reply).to_contain_text('"msgid"')
    push = entry(client(page, "B"), "push", "newmsg")
    expect(push).to_contain_text('"content": "你好"')


def test_numbers_show_holes_and_sync_fills_them(service: Service, open_page: OpenPage) -> None:
    ming, hong = service.make_user(), service.make_user()
    page = open_page(address(service))
    page.get_by_role("button", name="Open second client").click()
    enter(client(page, "A"), ming)
    enter(client(page, "B"), hong)
    numbers = client(page, "B").get_by_label("Numbers")
    expect(numbers).to_have_text("seq 0")

    choose(page, "message.send")
    page.locator("[data-parameter=uid]").fill(str(hong.uid))
    page.locator("[data-parameter=content]").fill("1")
    page.get_by_role("button", name="Send as A").click()
    expect(numbers).to_have_text("seq 1")
    expect(entry(client(page, "B"), "push", "newmsg")).to_contain_text("seq 1")

    with orm.Session(service.engine) as db:  # a number of which no push comes
        Event.record(db, [hong.uid], "add_friend", {"uid": ming.uid}, 1_401_990_301)
        db.commit()
    page.get_by_role("button", name="Send as A").click()
    expect(numbers).to_have_text("seq 1, 2 behind")
    client(page, "B").get_by_role("button", name="Sync").click()
    expect(numbers).to_have_text("seq 3")
    expect(entry(client(page, "B"), "reply", "event.sync")).to_contain_text('"add_friend"')


def test_on_a_phone_one_part_is_shown_at_a_time(service: Service, open_page: OpenPage) -> None:
    page = open_page(address(service), PHONE)
    enter(client(page), service.make_user())
    page.get_by_role("button", name="Functions", exact=True).click()
    choose(page, "user.update")
    expect(client(page)).to_be_hidden()
    page.locator("[data-parameter=sex]").fill("7")
    page.keyboard.press("Control+Enter")
    reply = page.locator("#composer .last")
    expect(reply).to_contain_text("errno 6")
    page.locator("[data-parameter=sex]").fill("1")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(reply).to_contain_text("errno 0")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_any_frame_can_be_written_and_the_log_be_filtered(
    service: Service, open_page: OpenPage
) -> None:
    page = open_page(address(service))
    pane = client(page)
    enter(pane, service.make_user())
    page.get_by_label("Frame", exact=True).fill("no JSON")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(pane.locator(".entry.reply").first).to_contain_text("errno 6")

    page.get_by_label("Frame", exact=True).fill('{"func": "nosuch.thing", "cdata": 5}')
    page.get_by_label("new cdata each time").uncheck()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(entry(pane, "reply", "nosuch.thing")).to_contain_text('"cdata": 5')

    pane.get_by_role("searchbox", name="Filter the log").fill("nosuch")
    expect(pane.locator(".entry:visible")).to_have_count(2)
    pane.get_by_role("button", name="Sent").click()
    expect(pane.locator(".entry:visible")).to_have_count(1)


def test_without_a_connection_it_says_that_nothing_is_sent(
    service: Service, open_page: OpenPage
) -> None:
    page = open_page(address(service))
    choose(page, "message.send")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("not sent: connect a client first")).to_be_visible()


def test_on_a_phone_the_button_covers_no_field(service: Service, open_page: OpenPage) -> None:
    page = open_page(address(service), PHONE)
    page.get_by_role("button", name="Functions").click()
    choose(page, "message.send")
    button = page.locator("#composer .send")
    frame = page.get_by_role("textbox", name="Frame")
    frame.scroll_into_view_if_needed()
    over, under = button.bounding_box(), frame.bounding_box()
    assert over
    assert under
    assert over["y"] >= under["y"] + under["height"]


def test_a_session_that_is_none_ends_the_connection(service: Service, open_page: OpenPage) -> None:
    page = open_page(address(service))
    pane = client(page)
    pane.get_by_label("Session", exact=True).fill("A" * 24)
    pane.get_by_label("Session start").select_option(label="in the address")
    pane.get_by_role("button", name="Connect", exact=True).click()
    expect(entry(pane, "info", "Closed")).to_contain_text("4001 session invalid")
    expect(pane.get_by_role("status")).to_have_text("offline")


def test_every_function_has_a_form(service: Service, open_page: OpenPage) -> None:
    page = open_page(address(service))
    functions = service.http.get("/static/functions.json").json()["functions"]
    assert len(functions) > 60
    expect(page.locator("#catalog .item")).to_have_count(len(functions))
    shown = page.evaluate("""() => [...document.querySelectorAll("#catalog .item")].map((item) => {
        item.click();
        const fields = document.querySelectorAll("#composer [data-parameter]");
        return [document.querySelector("#composer h2").textContent, fields.length];
    })""")
    wanted = [[one["name"], len(one["parm"].get("properties", {}))] for one in functions]
    assert shown == wanted


def test_a_picture_is_uploaded_and_arrives_as_a_post(
    service: Service, open_page: OpenPage, tmp_path: Path
) -> None:
    ming, hong = service.make_user(), service.make_user()
    (group,) = service.sql(
        "INSERT INTO groups (creator, name, time) VALUES (:uid, '读书会', 1) RETURNING gid",
        uid=hong.uid,
    )
    picture = tmp_path / "sea.png"
    picture.write_bytes(files.picture((64, 48), "PNG"))
    page = open_page(address(service))
    page.get_by_role("button", name="Open second client").click()
    enter(client(page, "A"), ming)
    enter(client(page, "B"), hong)
    choose(page, "group.regupdate")
    page.locator("[data-parameter=gid]").fill(str(group.gid))
    page.get_by_role("button", name="Send as B").click()
    expect(entry(client(page, "B"), "reply", "group.regupdate")).to_contain_text("errno 0")

    pane = client(page, "A")
    pane.get_by_text("Upload a file").click()
    pane.get_by_label("File", exact=True).set_input_files(picture)
    pane.get_by_label("gid").fill(str(group.gid))
    pane.get_by_label("content").fill("大家好")
    pane.get_by_role("button", name="Upload", exact=True).click()
    expect(entry(pane, "reply", "upload Post")).to_contain_text('"error": "Success"')
    push = entry(client(page, "B"), "push", "newpost")
    expect(push).to_contain_text('"content": "大家好"')
    expect(push).to_contain_text(f'"picture": "{service.store}')


def test_an_upload_without_a_session_is_refused(
    service: Service, open_page: OpenPage, tmp_path: Path
) -> None:
    text = tmp_path / "text.png"
    text.write_text("no picture")
    page = open_page(address(service))
    pane = client(page)
    pane.get_by_text("Upload a file").click()
    pane.locator(".upload select").first.select_option("HeadImg")
    pane.get_by_label("File", exact=True).set_input_files(text)
    pane.get_by_role("button", name="Upload", exact=True).click()
    expect(entry(pane, "reply", "/upload/HeadImg")).to_contain_text("errno 1")


def test_in_chinese_until_the_language_is_switched(service: Service, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(address(service))
    expect(page.get_by_role("heading", level=1)).to_have_text("接口测试页")
    pane = page.get_by_role("region", name="客户端 A")
    pane.locator("header").get_by_role("button", name="连接").click()
    expect(pane.get_by_role("status")).to_have_text("已连接，无会话")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("API test page")
    expect(page).to_have_title("API test page")
    expect(client(page).get_by_role("status")).to_have_text("offline")
    page.get_by_role("link", name="中文").click()
    expect(page.locator("html[lang=zh]")).to_have_count(1)
    context.close()


@pytest.mark.parametrize("away", [True, False])
def test_texts_that_did_not_load_are_missed(service: Service, browser: Browser, away: bool) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": PHONE[0], "height": PHONE[1]})
    page = context.new_page()
    page.route("**/words.json", lambda one: one.abort() if away else one.fulfill(status=503))
    page.goto(address(service))
    expect(page.get_by_role("alert")).to_contain_text("页面文字未能载入")
    expect(page.locator("html[lang=en]")).to_have_count(1)
    expect(page.get_by_role("button", name="Open second client")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    context.close()
