"""Pages of other sites in a real browser: what the service lets their scripts do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import browser
from tests.clients.site import Site, scripts, served
from tests.fixtures.service import NewService, Service
from tests.web.ops.operator import PREFIX, PSW

pytestmark = [pytest.mark.e2e, pytest.mark.browser]

__all__ = ["browser"]

PAGE = """<!doctype html><title>Another site</title><link rel=icon href="data:,">
<script type=module>window.social = await import("social-client");</script>"""


class Sites(NamedTuple):
    """A service, and pages whose browsers say to it that they come from elsewhere."""

    service: Service
    listed: str
    """Stands in CORS_ORIGINS."""
    unlisted: str
    """Does not. For cookies it is even the same site as the service: ports do not count."""


@pytest.fixture(scope="module")
def sites(new_service: NewService, node: str) -> Iterator[Sites]:
    with served(type("Other", (Site,), {"page": PAGE, "scripts": scripts(node)})) as port:
        listed = f"http://localhost:{port}"
        made = new_service(store=True, CORS_ORIGINS=listed, OPS_PASSWORD=PSW, RATE_MULTIPLIER="0")
        yield Sites(made, listed, f"http://127.0.0.1:{port}")
        made.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor's browser."""
    made = browser.new_context(locale="en-GB")
    yield made
    made.close()


def visit(context: BrowserContext, site: str) -> Page:
    page = context.new_page()
    page.goto(site)
    page.wait_for_function("window.social")
    return page


AN_APP = """async ({base, phone}) => {
  const { Client, loginWithCode, loginWithPassword, requestCode } = social;
  const code = await requestCode(base, phone);
  let session = await loginWithCode(base, phone, code);
  let client = new Client({ session });
  const psw = "six wooden elephants";
  await client.api.user.set_password({ psw });
  client.close();
  session = await loginWithPassword(base, phone, psw);
  const ask = async (address, body) => (await fetch(address, { method: "POST", body })).json();
  const { sessionid } = await ask(`${base}/RenewSession`, new URLSearchParams(session));
  session = { ...session, sessionid };
  const token = await ask(`${base}/upload/HeadImg`, new URLSearchParams({ sessionid }));
  const canvas = new OffscreenCanvas(8, 8);
  canvas.getContext("2d").fillRect(0, 0, 8, 8);
  const form = new FormData();
  form.append("token", token.token);
  form.append("file", await canvas.convertToBlob({ type: "image/png" }), "a.png");
  const { errno } = await ask(token.upload_url, form);
  client = new Client({ session });
  await client.api.session.list();
  client.close();
  return { errno, uid: client.started.user.uid };
}"""


def test_a_listed_site_does_all_that_apps_do(sites: Sites, context: BrowserContext) -> None:
    person = sites.service.make_user()
    page = visit(context, sites.listed)
    done = page.evaluate(AN_APP, {"base": sites.service.url, "phone": person.phone})
    assert done == {"errno": 0, "uid": person.uid}
    ((picture,),) = sites.service.sql("SELECT headpic FROM users WHERE uid = :u", u=person.uid)
    assert picture.startswith(sites.service.store)


READ = """async ([address, method, credentials]) => {
  try {
    return await (await fetch(address, { method, credentials })).text();
  } catch (error) {
    return error.name;
  }
}"""
OF_APPS = ("/getcode", "/PhoneLogin", "/login", "/RenewSession", "/upload/Message")
OF_NOBODY_ELSE = (
    *(f"{PREFIX}/", f"{PREFIX}/Figures", f"{PREFIX}/DeleteNick?uid=1", f"{PREFIX}/Login"),
    *("/", "/push", "/metrics", "/health", "/payresult/Paybackend", "/upload/MessageDone"),
    *("/static/functions.json", "/static/words.json", "/language?to=en"),
)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_reads_what_is_not_for_them(
    sites: Sites, context: BrowserContext, method: str
) -> None:
    operator_in(context, sites.service)

    def read(site: Page, path: str, credentials: str = "include") -> Any:
        return site.evaluate(READ, [sites.service.url + path, method, credentials])

    listed, unlisted = (visit(context, site) for site in (sites.listed, sites.unlisted))
    assert {read(listed, path) for path in OF_NOBODY_ELSE} == {"TypeError"}
    assert {read(unlisted, path) for path in (*OF_NOBODY_ELSE, *OF_APPS)} == {"TypeError"}
    # What a listed site may read, it reads as somebody without cookies.
    assert {read(listed, path) for path in OF_APPS} == {"TypeError"}
    assert "TypeError" not in {read(listed, path, "same-origin") for path in OF_APPS}


def operator_in(context: BrowserContext, service: Service) -> None:
    """Somebody logs in to operations, and leaves the page open."""
    page = context.new_page()
    page.goto(f"{service.url}{PREFIX}/")
    page.get_by_label("Password").fill(PSW)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Operations").wait_for()


BLINDLY = """async ([address, method, body]) => {
  const options = { method, mode: "no-cors", credentials: "include" };
  if (method === "POST") options.body = new URLSearchParams(body);
  return (await fetch(address, options)).type;
}"""


def test_nobody_acts_as_the_operator(sites: Sites, context: BrowserContext) -> None:
    user = sites.service.make_user(nick="kept")
    operator_in(context, sites.service)
    address, query = f"{sites.service.url}{PREFIX}/DeleteNick", f"?uid={user.uid}"
    for site in (sites.listed, sites.unlisted):
        page = visit(context, site)
        for method, path in (
            ("GET", address + query),
            ("POST", address),
            ("POST", address + query),
        ):
            assert page.evaluate(BLINDLY, [path, method, {"uid": str(user.uid)}]) == "opaque"
    assert sites.service.sql("SELECT nick FROM users WHERE uid = :u", u=user.uid) == [("kept",)]
    page = context.pages[0]
    page.goto(address + query)
    page.get_by_role("button", name="Take away").click()
    page.get_by_role("status").wait_for()
    assert sites.service.sql("SELECT nick FROM users WHERE uid = :u", u=user.uid) == [(None,)]


ON_A_SOCKET = """async ([address, func, parm]) => {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = reject; });
  const reply = new Promise((resolve) => { socket.onmessage = ({ data }) => resolve(data); });
  socket.send(JSON.stringify({ func, parm, cdata: "1" }));
  const { errno } = JSON.parse(await reply);
  socket.close();
  return errno;
}"""


def test_a_socket_of_another_site_has_nothing_to_ride_on(
    sites: Sites, context: BrowserContext
) -> None:
    service = sites.service
    person = service.make_user()
    operator_in(context, service)
    page = context.new_page()
    page.goto(f"{service.url}/static/PhoneTest.html")
    page.get_by_label("Session", exact=True).fill(person.sessionid)
    page.get_by_role("button", name="Connect", exact=True).click()
    page.get_by_text(f"uid {person.uid}").first.wait_for()
    for site in (sites.listed, sites.unlisted):
        other = visit(context, site)
        for func, parm in (("user.info2", {"uid": person.uid}), ("session.list", {})):
            assert other.evaluate(ON_A_SOCKET, [service.ws, func, parm]) == 1
    theirs = {"sessionid": person.sessionid}
    assert other.evaluate(ON_A_SOCKET, [service.ws, "session.start2", theirs]) == 0
