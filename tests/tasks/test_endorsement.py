"""endorsement.*"""

import pytest

from models import Endorsement
from tests.factories import make_user


class TestListUser:
    def test_by_weight_then_uid(self, db, call):
        users = [make_user(db) for _ in range(4)]
        for user, weight, kind in zip(users, (1, 5, 5, 9), (1, 2, 1, 0), strict=True):
            since = 1000 + weight
            row = Endorsement(uid=user.uid, weight=weight, endorsement_type=kind, create_time=since)
            db.add(row)
        db.flush()
        listed = call("endorsement.list_user", uid=users[0].uid).result["users"]
        assert listed == [
            {"uid": users[1].uid, "time": 1005},
            {"uid": users[2].uid, "time": 1005},
            {"uid": users[0].uid, "time": 1001},
        ]

    def test_nobody(self, db, call):
        assert call("endorsement.list_user", uid=make_user(db).uid).result == {"users": []}


class TestTimes:
    def set(self, call, user, times):
        return call("endorsement.set_times", {"times": times}, uid=user.uid).errno

    def get(self, call, user):
        return call("endorsement.get_times", uid=user.uid).result["times"]

    def test_replaced_as_a_whole_in_the_order_of_starts(self, db, call):
        user, other = make_user(db), make_user(db)
        assert self.set(call, other, [[1, 2]]) == 0
        assert self.set(call, user, [[50, 60], ["10", "20"], [15, 55]]) == 0
        assert self.get(call, user) == [[10, 20], [15, 55], [50, 60]]
        assert self.set(call, user, [[7, 8], [10, 11]]) == 0
        assert self.get(call, user) == [[7, 8], [10, 11]]
        assert self.set(call, user, []) == 0
        assert self.get(call, user) == []
        assert self.get(call, other) == [[1, 2]]

    def test_of_two_with_the_same_start_the_last_counts(self, db, call):
        user = make_user(db)
        assert self.set(call, user, [[10, 90], [20, 30], [10, 15]]) == 0
        assert self.get(call, user) == [[10, 15], [20, 30]]

    @pytest.mark.parametrize(
        "times",
        [
            [[2, 1]],
            [[1, 1]],
            [[1, 1], [1, 2]],
            [[1]],
            [[1, 2, 3]],
            [1, 2],
            "x",
            None,
            [["", 1]],
            [[1, 2**63]],
            [[start, start + 1] for start in range(501)],
        ],
    )
    def test_bad_times_change_nothing(self, db, call, times):
        user = make_user(db)
        self.set(call, user, [[1, 2]])
        assert self.set(call, user, times) == 6
        assert self.get(call, user) == [[1, 2]]

    def test_500_pairs(self, db, call):
        user = make_user(db)
        times = [[start, start + 1] for start in range(500)]
        assert self.set(call, user, times) == 0
        assert self.get(call, user) == times
