"""./dev shell: Python with the models, the settings and a session that does not commit by itself.

Run as `python -i -m devtools.shell`, so that these names are what the prompt starts with.
"""

from sqlalchemy import orm, select, text

import models
from models import *  # noqa: F403 - the point of this module
from models.db import engine
from settings import settings

db = orm.Session(engine())

if __name__ == "__main__":
    print("settings, models and their classes, db (a session; db.commit() keeps), select, text")

__all__ = ["db", "models", "select", "settings", "text"]
