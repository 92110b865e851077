"""What every service can do, however it is set up."""

from tests.fixtures.service import Service


async def talk(service: Service) -> None:
    """A message arrives as push, and a hundred calls at once are all answered."""
    sender, receiver = service.make_user(), service.make_user()
    async with service.enter(sender) as a, service.enter(receiver) as b:
        sent = await a.ok("message.send", uid=receiver.uid, content="hello")
        assert (await b.push("newmsg"))["message"]["msgid"] == sent["msgid"]
        for number in range(100):
            await a.send("debug.echo", cdata=number)
        for number in range(100):
            assert (await a.reply(number))["errno"] == 0
