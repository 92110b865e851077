"""The audit log, for the tests of operations."""

import pytest
from sqlalchemy import select

from models import Audit


@pytest.fixture
def audited(db):
    """The audit rows as (action, errno, params, result), oldest first."""

    def rows():
        found = db.scalars(select(Audit).order_by(Audit.id))
        return [(row.action, row.errno, row.params, row.result) for row in found]

    return rows
