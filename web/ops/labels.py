"""What the forms of operations call the parameters of functions."""

from __future__ import annotations

from dataclasses import dataclass

from web.ops.cells import STATES as STATES_OF_ORDERS


@dataclass(frozen=True, slots=True)
class Label:
    """How a parameter is called in forms, and what helps to fill it in."""

    text: str
    hint: str = ""
    long: bool = False
    """Whether it takes several lines."""
    choices: tuple[tuple[str, str], ...] = ()
    kind: str = ""
    """Of the input, where it is not what the type of the parameter says."""


LABELS = {
    "actor_level": Label("Level", "the highest the user may hand out; 0 takes the right away"),
    "amount": Label("Price in fen", "100 fen are 1 yuan"),
    "before": Label("Older than", "id of the last one you saw"),
    "board": Label("Announcement", "pushed to every member at once", long=True),
    "ceid": Label("Link"),
    "cid": Label("Circle"),
    "consumer_point": Label("Consumer points"),
    "content": Label("Text", long=True),
    "count": Label("How many"),
    "days": Label("Days", "0: for ever"),
    "default_roleid": Label("Role of newcomers", "a new circle is made together with it"),
    "delete": Label("Delete it"),
    "endorsement_point": Label("Endorsement points"),
    "endorsement_type": Label("Kind of endorser", "0: no endorser any more"),
    "ex_people_amount": Label("Price of each further person in fen"),
    "from_uid": Label("Sender"),
    "everyone_caninvite": Label("Members may invite"),
    "gid": Label("Group"),
    "group_id": Label("Group of goods", "0: in none"),
    "groupname": Label("Name"),
    "icon_url": Label("Icon", "address of a picture"),
    "id": Label("Number", "of the user, order ..."),
    "interact_poster": Label("Interactive poster", "a number for the apps"),
    "is_stew": Label("Steward"),
    "kind": Label("Kind"),
    "letter": Label("Letter", "as the list of dead letters names it"),
    "level": Label("Level"),
    "member_control": Label("Muted members may not post"),
    "mid": Label("Merchandise"),
    "name": Label("Name"),
    "no_list": Label("Hidden from lists"),
    "only_member_speak": Label("Only members post"),
    "only_member_watch": Label("Only members read"),
    "open_join": Label("Open to everybody"),
    "orderid": Label("Order"),
    "paystate": Label(
        "What becomes of it", choices=(("0", "it is to be paid now"), ("-1", "it is off"))
    ),
    "people_count": Label("Further people"),
    "phone": Label("Phone", "the first 6 digits or more"),
    "piclist": Label("Pictures", "addresses, with commas or on lines of their own", long=True),
    "pos": Label("Leave out", "so many of the first"),
    "poster_url": Label("Poster", "address of a picture"),
    "postid": Label("Post"),
    "productcatalog": Label("Product category", "as the payment provider numbers them"),
    "productdesc": Label("Description", long=True),
    "productname": Label("Name"),
    "replyid": Label("Reply"),
    "psw": Label("Password", "12 characters or more"),
    "role": Label(
        "Role",
        choices=(
            ("look", "looks and changes nothing"),
            ("support", "users, reports, messages, groups and circles"),
            ("trade", "goods, endorsers and orders"),
            ("admin", "everything, and operators"),
        ),
    ),
    "reason": Label("Reason"),
    "reportid": Label("Report"),
    "roleid": Label("Role"),
    "sessionid": Label("Session id", "24 characters"),
    "least": Label("Amount from", "in yuan"),
    "most": Label("Amount up to", "in yuan"),
    "since": Label("First day", kind="date"),
    "until": Label("Last day", kind="date"),
    "state": Label("State"),
    "sid": Label("Login", "as the page of the user numbers it"),
    "show_info": Label("Details for the apps", "a JSON object", long=True),
    "show_post_url": Label("Poster", "address of a picture"),
    "slogan": Label("Slogan"),
    "store_group_id": Label("Group of goods", "0: none"),
    "title": Label("Title"),
    "to_uid": Label("Receiver"),
    "type": Label("Words", "with commas between them"),
    "uid": Label("User"),
    "url": Label("Address"),
    "word": Label("Begins with"),
    "words": Label("Words", "with commas, or on lines of their own", long=True),
    "weight": Label("Place in the list", "the highest number comes first"),
}

OWN = {
    ("Reports", "hours"): Label(
        "At least so old",
        choices=(("0", "of any age"), ("1", "1 h"), ("24", "1 day"), ("168", "7 days")),
    ),
    ("Orders", "paystate"): Label(
        "State", choices=tuple((str(state), word) for state, word in STATES_OF_ORDERS.items())
    ),
    ("Orders", "provider"): Label("Payment provider"),
    ("Orders", "before"): Label("Older than", "number of the last order you saw"),
    ("SendMessageToCircleUser", "roleid"): Label(
        "Role", "with commas between them; empty: every member"
    ),
    ("SendMessageToCircleUser", "content"): Label(
        "Text", "each member gets it as a private message", long=True
    ),
    ("AddWords", "level"): Label(
        "What becomes of the text",
        choices=(
            ("refuse", "it is refused"),
            ("review", "it is stored and looked at"),
            ("mask", "the word is covered"),
        ),
    ),
    ("SuspendUser", "reportid"): Label("Report", "that this answers, if one does"),
    ("WarnReported", "content"): Label("Text", "comes as a private message", long=True),
    ("NewCirclePost", "mid"): Label("Merchandise", "goods to recommend"),
    ("OperatorEdit", "name"): Label("Name", "small letters and digits, for the log, too"),
    ("FindGroup", "name"): Label("Name", "or a part of it"),
    ("FindGroup", "uid"): Label("User", "its creator or a member"),
    ("GroupEdit", "board"): Label("Announcement", long=True),
    ("UserOrders", "before"): Label("Older than", "number of the last order you saw"),
    ("StoreGroupEdit", "gid"): Label("Group of goods"),
}
"""Labels that parameters have on one page only."""


def label(page: str, parameter: str) -> Label:
    """The label of a parameter on a page."""
    return OWN.get((page, parameter)) or LABELS[parameter]
