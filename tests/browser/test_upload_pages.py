"""The pages to upload by, on phones and desktops."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.fixtures.service import Service
from tests.services.media import files

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_picture_is_uploaded_and_shown(
    service: Service, open_page: OpenPage, tmp_path: Path, size: tuple[int, int]
) -> None:
    me = service.make_user()
    picture = tmp_path / "sea.jpg"
    picture.write_bytes(files.picture((640, 480)))
    path = f"/upload/UserExMedia?usepage=1&sessionid={me.sessionid}"
    page = open_page(service.url + path, size)
    expect(page.get_by_role("heading", name="UserExMedia")).to_be_visible()
    page.get_by_label("Text").fill("海")
    page.get_by_label("File", exact=True).set_input_files(picture)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("Uploaded.")).to_be_visible(timeout=60_000)
    shown = page.get_by_role("img", name="The uploaded picture")
    expect(shown).to_be_visible()
    page.wait_for_function("document.querySelector('output img').naturalWidth === 400")
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    (entry,) = service.sql("SELECT text, width FROM album_media WHERE uid = :uid", uid=me.uid)
    assert (entry.text, entry.width) == ("海", 640)


def test_a_post_with_its_length(service: Service, open_page: OpenPage, tmp_path: Path) -> None:
    me = service.make_user()
    ((gid,),) = service.sql(
        "INSERT INTO groups (creator, name, time) VALUES (:u, 'g', 1) RETURNING gid", u=me.uid
    )
    picture = tmp_path / "sea.jpg"
    picture.write_bytes(files.picture((640, 480)))
    page = open_page(f"{service.url}/upload/Post?usepage=1&sessionid={me.sessionid}", PHONE)
    page.get_by_label("File", exact=True).set_input_files(picture)
    page.get_by_role("button", name="Upload").click()
    assert not page.get_by_text("Uploading").is_visible()  # the group is missing
    page.get_by_label("Group (gid)").fill(str(gid))
    page.get_by_label("Length").fill("1500")
    page.evaluate(
        """() => {
          window.shares = [];
          const bar = document.querySelector("progress");
          new MutationObserver(() => window.shares.push(bar.value)).observe(
            bar, { attributes: true, attributeFilter: ["value"] });
        }"""
    )
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("Uploaded.")).to_be_visible(timeout=60_000)
    assert page.evaluate("window.shares.at(-1)") == 1
    assert service.sql("SELECT gid FROM posts WHERE uid = :u", u=me.uid) == [(gid,)]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
