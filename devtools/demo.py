"""The users of a development database."""

# China, region CN; login pages show the code because DEBUG is on.
PHONES = [f"138000000{number:02}" for number in range(1, 11)]
NICKS = ["小明", "小红", "阿强", "莉莉", "大卫", "Anna", "老王", "思思", "Tom", "婷婷"]
