"""``duixian find``: indicators, regions and saved queries that a word means, in either language, with their codes.

Only looking up names belongs here; nothing of facts is read.
"""

import difflib

from orchestration import UserError
from orchestration.answers.saved import saved_queries
from warehouse.connection import connect
from warehouse.home import Home

MOST = 15
_NAMES = """
select 'indicator', indicator_code, name_zh, name_en, lower(concat_ws(' ', indicator_code, name_zh, name_en))
from marts.dim_indicator
union all
select 'region', region_code, full_name, level,
    lower(concat_ws(' ', region_code, region_name, full_name, array_to_string(former_names, ' ')))
from marts.dim_region
order by 1, 2
"""


class NothingFoundError(UserError):
    """Nothing has such a name; the message says what is near."""


def find(home: Home, word: str) -> str:
    """What ``word`` may mean, a line each: kind, code, names. Codes and whole names come first.

    Raises NothingFoundError when nothing holds the word, DatabaseError when nothing was published yet.
    """
    wanted = word.strip().lower()
    with connect(home.published_database, read_only=True) as connection:
        rows = [tuple(map(str, row)) for row in connection.execute(_NAMES).fetchall()]
    rows += [("query", q.name, q.question, "", f"{q.name} {q.question}".lower()) for q in saved_queries()]
    hits = [row for row in rows if wanted and all(part in row[4] for part in wanted.split())]
    if not hits:
        names = [name for row in rows for name in (row[1].lower(), row[2].lower())]
        near = list(dict.fromkeys(difflib.get_close_matches(wanted, names, 5, 0.5)))
        raise NothingFoundError(f"nothing is called {word}" + (f"; near it: {', '.join(near)}" if near else ""))
    lines = []
    for kind in ("indicator", "region", "query"):
        of_kind = sorted((row for row in hits if row[0] == kind), key=lambda row: (_rank(row, wanted), len(row[2])))
        lines += [f"{kind:<10}{code:<32}{'  '.join(filter(None, names))}" for _, code, *names, _ in of_kind[:MOST]]
        if len(of_kind) > MOST:
            lines.append(f"{'':<10}and {len(of_kind) - MOST} more; say more of the name")
    return "\n".join(lines)


def _rank(row: tuple[str, ...], wanted: str) -> int:
    whole = {row[1].lower(), row[2].lower(), row[3].lower()}
    return 0 if wanted in whole else 1 if row[2].lower().startswith(wanted) else 2
