"""Who is online, as Redis has it."""

from tests.fixtures.service import Person, Service


def online(service: Service, person: Person) -> bool:
    """Who is online as workers see it."""
    return bool(service.redis.exists(f"presence:{person.uid}"))


def front_of(service: Service, person: Person) -> str:
    """The front guid of the gateway that has the session's connection."""
    live = service.redis.get(f"live:{person.sid}")
    assert isinstance(live, str)
    return live.partition(" ")[0]
