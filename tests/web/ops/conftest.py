"""A service with a password for operations, and somebody who knows it."""

from collections.abc import Iterator

import pytest

from tests.fixtures.service import NewService, Person, Service
from tests.web.ops.operator import PSW, Operator, addresses


@pytest.fixture(scope="session")
def ops_service(new_service: NewService) -> Service:
    settings = {"TRUSTED_PROXIES": "1", "PAY_PROVIDER": "sandbox", "RATE_MULTIPLIER": "0"}
    return new_service(store=True, OPS_PASSWORD=PSW, **settings)


@pytest.fixture
def service(ops_service: Service) -> Service:
    return ops_service


@pytest.fixture
def stranger(service: Service) -> Iterator[Operator]:
    operator = Operator(service, next(addresses))
    yield operator
    operator.http.close()


@pytest.fixture
def operator(stranger: Operator) -> Operator:
    assert stranger.login()["errno"] == 0
    return stranger


@pytest.fixture
def user(service: Service) -> Person:
    return service.make_user()


@pytest.fixture
def circle(service: Service, operator: Operator, user: Person) -> int:
    cid = operator.ok("CircleEdit", name="读书会", default_roleid=1)["cid"]
    operator.ok("SetCircleRole", uid=user.uid, cid=cid, roleid=1)
    return cid
