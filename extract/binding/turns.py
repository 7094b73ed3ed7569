"""What the words of a clause say of how a sentence goes on: from what it takes up, and of which time it tells.

Belongs here: questions that the tokens alone answer. Does not belong here: what follows from the answers (sentence).
"""

from extract import reference
from extract.binding.clauses import has_figure
from extract.binding.tokens import Token, one_has

_OF_TIME = frozenset(("except", "except_end", "from"))


def takes_up(head: list[Token]) -> bool:
    """；2017年增长7.1%, 。总量达8万户: a time or a total with its verb takes up what was spoken of before a stop."""
    if not head:
        return False
    of_year = "全年" in head[0].text
    opens = head[0].kind == "time" or of_year
    if (of_year and head[0].text != "全年") or head[0].has("stock_cue"):  # 全年完成, 总量接近
        return True
    return opens and one_has(head, "up", "down", "level", "total")


def is_of_months(token: Token) -> bool:
    """Whether a clause opens with a part of the year (四季度乘势发力): it goes on about what was told by months."""
    return token.mark is not None and token.mark.role == "sub"


def is_commented(item: list[Token]) -> bool:
    """Whether a list item is a thing with a comment, and nothing measured (粮食生产再获丰收)."""
    return item[-1].has("comment") and not has_figure(item)


def telling_time(tokens: list[Token]) -> list[int]:
    """The places of the tokens that have to do with time."""
    return [i for i, t in enumerate(tokens) if t.mark or "全年" in t.text or not _OF_TIME.isdisjoint(t.classes)]


def whole_among(codes: list[str | None]) -> str | None:
    """The first of the indicators that has parts which are called by short names."""
    return next((code for code in codes if code in reference.wholes()), None)
