"""What the outbox's SQLite file looks like, and every statement on it."""

APPLICATION = 0x4D534F42  # "MSOB", where SQLite has a file say whose it is
VERSION = 1

TABLES = (
    """
    create table waiting (
      position integer primary key autoincrement,
      source text not null, id text not null, type text not null, subject text not null,
      body blob not null, captured_at real not null,
      attempts integer not null default 0, due_at real not null default 0,
      owner text not null default '', held_until real not null default 0
    )
    """,
    """
    create table dead (
      position integer primary key autoincrement,
      source text not null, id text not null, type text not null, subject text not null,
      body blob not null, captured_at real not null,
      attempts integer not null, reason text not null, died_at real not null
    )
    """,
    """
    create table tally (
      waiting integer not null, size integer not null, dead integer not null, dead_size integer not null,
      dropped integer not null
    )
    """,
    "insert into tally values (0, 0, 0, 0, 0)",
    """
    create trigger waiting_more after insert on waiting
    begin update tally set waiting = waiting + 1, size = size + length(new.body); end
    """,
    """
    create trigger waiting_less after delete on waiting
    begin update tally set waiting = waiting - 1, size = size - length(old.body); end
    """,
    """
    create trigger dead_more after insert on dead
    begin update tally set dead = dead + 1, dead_size = dead_size + length(new.body); end
    """,
    """
    create trigger dead_less after delete on dead
    begin update tally set dead = dead - 1, dead_size = dead_size - length(old.body); end
    """,
    f"pragma application_id={APPLICATION}",
    f"pragma user_version={VERSION}",
)

COUNTS = "select waiting, dead, size, dropped from tally"
DROP = "update tally set dropped = dropped + 1"
PUT = "insert into waiting (source, id, type, subject, body, captured_at) values (?, ?, ?, ?, ?, ?)"
BURY = """
insert into dead (source, id, type, subject, body, captured_at, attempts, reason, died_at)
values (?, ?, ?, ?, ?, ?, 0, ?, ?)
"""
FREE = """
select position, length(body) from waiting
where (due_at <= :now or due_at > :far or :early) and (held_until <= :now or held_until > :far or is_gone(owner))
order by position limit :limit
"""
HOLD = "update waiting set owner = ?, held_until = ? where position = ?"
HELD = """
select position, attempts, source, id, type, subject, body, captured_at from waiting
where owner = ? and held_until = ? order by position
"""
FORGET = "delete from waiting where position = ?"
RELEASE = """
update waiting set owner = '', held_until = 0, attempts = attempts + 1, due_at = ? where position = ? and owner = ?
"""
KILL = """
insert into dead (source, id, type, subject, body, captured_at, attempts, reason, died_at)
select source, id, type, subject, body, captured_at, attempts + 1, ?, ? from waiting where position = ? and owner = ?
"""
KILLED = "delete from waiting where position = ? and owner = ?"
WAITING = """
select position, attempts, source, id, type, subject, body, captured_at from waiting order by position limit ?
"""
DEAD = """
select position, attempts, reason, died_at, source, id, type, subject, body, captured_at
from dead order by position limit ?
"""
REVIVE = """
insert into waiting (source, id, type, subject, body, captured_at)
select source, id, type, subject, body, captured_at from dead where position = ?
"""
REVIVED = "delete from dead where position = ?"
TOO_MANY_DEAD = "select dead > ? or dead_size > ? from tally"
OLDEST_DEAD = "delete from dead where position = (select min(position) from dead)"
LONG_DEAD = "delete from dead where died_at < ?"
