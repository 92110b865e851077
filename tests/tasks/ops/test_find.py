"""ops.find.search_all: one search for everything."""

import pytest

from tests.factories import make_circle, make_group, make_order, make_post, make_user

GONE = 10**15


@pytest.fixture
def find(call):
    def run(text):
        answer = call("ops.find.search_all", {"text": text})
        assert answer.errno == 0, answer.error
        return [(hit["kind"], hit["id"]) for hit in answer.result["hits"]]

    return run


class TestSearch:
    def test_a_user_by_phone_uid_and_nick(self, db, find):
        user = make_user(db, nick="Zoë 小山", phone="+8613977778888")
        me = ("User", str(user.uid))
        assert find("13977778888") == [me]
        assert find("+86 139 7777 8888") == [me]
        assert find("139777") == [me]
        assert me in find(str(user.uid))
        assert find("ZOË") == [me]
        assert find("13977") == []  # five digits could be in many numbers

    def test_an_order_by_its_number_only(self, db, find):
        order = make_order(db, make_user(db))
        assert find(f" {order.orderid} ") == [("Order", order.orderid)]
        assert find(f"{order.orderid}0") == []

    def test_places_by_number_and_name(self, db, find):
        group, circle = make_group(db, make_user(db), name="Books 一"), make_circle(db, name="booK")
        post = make_post(db, make_user(db), group)
        assert ("Post", str(post.postid)) in find(str(post.postid))
        assert ("Group", str(group.gid)) in find(str(group.gid))
        assert ("Circle", str(circle.cid)) in find(str(circle.cid))
        assert find("bOOk") == [("Group", str(group.gid)), ("Circle", str(circle.cid))]
        assert find("ooks") == []

    def test_each_thing_once(self, db, find):
        user = make_user(db, nick="13955554444", phone="+8613955554444")
        assert find("13955554444") == [("User", str(user.uid))]

    def test_signs_of_patterns_are_letters(self, db, find):
        make_group(db, make_user(db), name="abc")
        assert find("a%") == find("_bc") == find("\\") == []

    def test_at_most_20_of_a_kind(self, db, find):
        for number in range(21):
            make_user(db, nick=f"many{number}")
        assert len(find("many")) == 20

    @pytest.mark.parametrize("text", ["", "x" * 65])
    def test_refused(self, call, text):
        assert call("ops.find.search_all", {"text": text}).errno == 6

    @pytest.mark.parametrize("text", [" ", str(GONE), "0", "９" * 19, "9" * 64, "1-1", "+", "٣"])
    def test_nothing(self, find, text):
        assert find(text) == []

    def test_the_log_has_not_what_was_searched(self, db, call, audited):
        call("ops.find.search_all", {"text": "13977778888"})
        assert audited() == [("Search", 0, {}, {"hits": 0})]
