"""Who may do what with a group. See GroupScene for the roles."""

from tests.tasks.permissions import matrix
from tests.tasks.permissions.group_scene import GroupScene

TABLE = """
                                            | none stranger member muted gone removed creator
group.join                                  |    1        0      0     0    0       2       0
group.join              only_member_watch   |    1        0      0     0    0       2       0
group.join              member_control      |    1        0      0     0    0       2       0
group.mute                                  |    1        0      0     0    0       0       0
group.leave                                 |    1        0      0     0    0       0       0
group.invite                                |    1        2      0     0    2       2       0
group.invite            creator_invites     |    1        2      2     2    2       2       0
group.info                                  |    1        0      0     0    0       0       0
group.info              only_member_watch   |    1        0      0     0    0       0       0
group.create                                |    1        0      0     0    0       0       0
group.update                                |    1        2      2     2    2       2       0
group.delete                                |    1        2      2     2    2       2       0
group.remove_member                         |    1        2      2     2    2       2       0
group.set_member_control                    |    1        2      2     2    2       2       0
group.my                                    |    1        0      0     0    0       0       0
group.search                                |    1        0      0     0    0       0       0
group.members                               |    1        0      0     0    0       0       0
group.members           only_member_watch   |    1        2      0     0    2       2       0
group.regupdate                             |    1        0      0     0    0       0       0
group.regupdate         only_member_watch   |    1        2      0     0    2       2       0
group.unregupdate                           |    1        0      0     0    0       0       0
group.unregupdate       only_member_watch   |    1        0      0     0    0       0       0
group.post_list                             |    1        0      0     0    0       0       0
group.post_list         only_member_watch   |    1        2      0     0    2       2       0
group.post_list         only_member_speak   |    1        0      0     0    0       0       0
group.get_new_post                          |    1        0      0     0    0       0       0
group.get_new_post      only_member_watch   |    1        2      0     0    2       2       0
group.postlist                              |    1        0      0     0    0       0       0
group.postlist          only_member_watch   |    1        2      0     0    2       2       0
group.post_after                            |    1        0      0     0    0       0       0
group.post_after        only_member_watch   |    1        2      0     0    2       2       0
group.addpost                               |    1        0      0     0    0       2       0
group.addpost           only_member_watch   |    1        0      0     0    0       2       0
group.addpost           only_member_speak   |    1        2      0     0    2       2       0
group.addpost           member_control      |    1        0      0     2    2       2       0
group.addreply                              |    1        0      0     0    0       2       0
group.addreply          only_member_speak   |    1        2      0     0    2       2       0
group.addreply          member_control      |    1        0      0     2    2       2       0
group.likepost                              |    1        0      0     0    0       0       0
group.likepost          only_member_watch   |    1        2      0     0    2       2       0
group.likepost          only_member_speak   |    1        0      0     0    0       0       0
"""

ADMIN_TABLE = """
                                            | none stranger member hushed removed admin creator
group.set_admin                             |    1        2      2      2       2     2       0
group.mute_member                           |    1        2      2      2       2     0       0
group.mute_all                              |    1        2      2      2       2     0       0
group.transfer                              |    1        2      2      2       2     2       0
group.accept_join                           |    1        2      2      2       2     0       0
group.refuse_join                           |    1        2      2      2       2     0       0
group.update                                |    1        2      2      2       2     0       0
group.delete                                |    1        2      2      2       2     2       0
group.remove_member                         |    1        2      2      2       2     0       0
group.set_member_control                    |    1        2      2      2       2     0       0
group.invite            creator_invites     |    1        2      2      2       2     0       0
group.join              join_approval       |    1        0      0      0       2     0       0
group.addpost                               |    1        0      0      2       2     0       0
group.addpost           muted_all           |    1        2      2      2       2     0       0
group.addreply                              |    1        0      0      2       2     0       0
group.addreply          muted_all           |    1        2      2      2       2     0       0
group.likepost          muted_all           |    1        0      0      0       0     0       0
group.members           only_member_watch   |    1        2      0      0       2     0       0
"""


@matrix.each(TABLE, ADMIN_TABLE)
def test_rights(db, call, cell):
    matrix.check(call, GroupScene(db, cell.settings), cell)


def test_every_function_is_listed():
    assert matrix.functions(TABLE) | matrix.functions(ADMIN_TABLE) == matrix.namespace("group")
