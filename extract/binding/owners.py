"""Whose figures a sentence gives where they are not the region's: a zone's, a firm's, a larger region's.

Belongs here: recognising the names of owners, and how far they hold. The names' endings are rows of owner_suffixes.csv.
Does not belong here: what modifies a single indicator (subjects).
"""

import re
from functools import cache

from extract import reference
from extract.binding.subjects import Region
from extract.binding.tokens import Token, one_has

MEASURED = ("值", "额", "量", "率", "入", "资", "数", "出", "费", "度")
"""Last characters of what is measured (产值, 收入)."""
_ALL_FIRMS = (
    "规模以上",
    "规上",
    "限额以上",
    "限上",
    "规模工业",
    "新增规",
    "全部",
)  # all of the region's firms of a kind
_FIRMS = ("公司", "集团")
_TO_ANOTHER = "至到与和及、—-"
"""What stands behind a division's name where a road or a list goes on to another."""
_ACHIEVED = ("实现", "完成", "上缴", "缴纳")
_LONGEST_NAME = 12
_BECOMES = re.compile(
    "(?:区|园|城)(?:逐渐|逐步|正|已|成功|加快|率先|连续)*(?:成为|跻身|获批|晋升|入选|崛起|升级为|荣获|位列|位居|跃升)"
)
_PLACES = re.compile(
    r"(?:力争|确保|支持|推动|实现|其中)?(?P<names>[^，。；：\d]{2,24}?)(?:[两二三四五六七八九]个?[地县市区州旗]|全[域境])(?![际内外])"
)


def owner_after(tokens: list[Token], region: Region, before: str | None, unit: str | None = None) -> str | None:
    """The owner that holds behind these words of a clause: scope (a zone or firm in front of an indicator, 某工业园区
    固定资产投资), other_region (a larger region that opens a clause), or None once the region's own name leads back.
    ``unit`` is that of the figure that the words lead to."""
    if _of_places(tokens, region):
        return "scope"
    called = region.called
    own = [i for i, t in enumerate(tokens) if "region" in t.classes or t.text in called]
    if own and not one_has(tokens[: own[0]], "share", "gdp_share"):
        return None
    named = _names_owner(without_counted(tokens, unit), region) or _opens_with_division(tokens, region)
    owner = "scope" if named else before
    opens = tokens[0] if tokens else None
    if opens is not None and "全" in opens.text[:3] and region.is_parent(opens):  # 全国, 从全国看
        alone = not any(t.kind == "figure" or t.is_subject for t in tokens)
        owner = "other_region" if alone and not is_title(tokens) else owner
    return owner


def _of_places(tokens: list[Token], region: Region) -> bool:
    """Whether words open with divisions inside this one (甲、乙、丙三地, 甲全域)."""
    if not tokens or tokens[0].start > _LONGEST_NAME:
        return False
    named = _PLACES.match("".join(t.text for t in tokens))
    if named is None:
        return False
    below = reference.places_below(region.code)
    return all(name in below for name in re.split("[、和与及]", named["names"]))


def is_title(tokens: list[Token]) -> bool:
    """Whether words that begin with a larger region only say how something ranks there (全国百强镇, 全省首只基金)."""
    return len(tokens) > 1 and tokens[1].start == tokens[0].end and tokens[1].text.startswith(_titles())


@cache
def _titles() -> tuple[str, ...]:
    return reference.zone_words("title")


def _names_owner(tokens: list[Token], region: Region) -> bool:
    name = ""
    words = [t for t in tokens if t.mark is None and ("filler" not in t.classes or "level" in t.classes)]
    for token, following in zip(words, [*words[1:], None], strict=False):
        if not token.is_unknown:
            name = ""
            continue
        name += token.text
        followed = following is not None and (following.is_subject or "level" in following.classes)
        if (is_owner(name) or _is_division(name, region)) if followed else _owns_inside(name):
            return True
    return False


def _opens_with_division(tokens: list[Token], region: Region) -> bool:
    """Whether a sentence tells how another division does (某县产业集群发展，生产总值突破300亿元); a list does not."""
    first = tokens[0] if tokens else None
    if first is None or first.start > 0 or not first.is_unknown:
        return False
    text, below = first.text, reference.names_below(region.code)
    name = next((text[:end] for end in range(min(len(text) - 2, _LONGEST_NAME), 1, -1) if text[:end] in below), "")
    return bool(name) and text[len(name)] not in _TO_ANOTHER


def _is_division(text: str, region: Region) -> bool:
    """Whether text ends as the full name of another division (耒阳市)."""
    ends = (text[-length:] for length in range(3, min(len(text), _LONGEST_NAME) + 1))
    codes = [reference.division_names()[end] for end in ends if end in reference.division_names()]
    return any(region.code not in found for found in codes)


def is_owner(text: str) -> bool:
    """Whether text ends as the name of a zone, an office or a firm does, and is more than the bare word (企业)."""
    if not text.endswith(reference.owner_suffixes()) or text.startswith(_ALL_FIRMS) or text.endswith("城镇"):
        return False
    suffix = next(s for s in reference.owner_suffixes() if text.endswith(s))
    return len(text) > len(suffix) + 1


def without_counted(head: list[Token], unit: str | None) -> list[Token]:
    """The words of a head without the firms or towns that its figure counts (新增亿元企业|5家, 百强镇增至|2个): what is
    counted owns nothing, unless its name holds a zone's (园区企业)."""
    named = [place for place, token in enumerate(head) if token.is_unknown or token.is_subject]
    if unit not in ("count", "household") or not named:
        return head
    name = head[named[-1]].text
    suffix = next((s for s in reference.owner_suffixes() if name.endswith(s)), "")
    holds_zone = any(zone in name[: -len(suffix)] for zone in zone_suffixes())
    return head if not suffix or holds_zone else head[: named[-1]] + head[named[-1] + 1 :]


def goes_on_of_firm(tokens: list[Token], before: list[str]) -> bool:
    """Whether what follows a ； has a verb where its owner should stand, and a firm was spoken of ``before`` (某公司
    实现产值…；实现税收…)."""
    verb = tokens[0]
    named = any(firm in text[1:] and not text.startswith(_ALL_FIRMS) for text in before for firm in _FIRMS)
    return named and verb.has("level") and verb.text.startswith(_ACHIEVED)


def opens_with_owner(text: str) -> bool:
    """Whether a sentence begins with the name of a zone (某产业园区入驻企业), and not with a verb and its object."""
    if text.startswith(reference.action_verbs()) or text.startswith(_ALL_FIRMS):
        return False
    places = [(text.find(suffix), len(suffix)) for suffix in zone_suffixes()]
    return any(1 < place <= _LONGEST_NAME or (place == 0 and length > 2) for place, length in places)


@cache
def zone_suffixes() -> tuple[str, ...]:
    """The endings of names of zones, without those of firms and offices."""
    return tuple(suffix for suffix in reference.owner_suffixes() if suffix[-1] in "区园城")


def names_only_owner(tokens: list[Token], text: str, region: Region) -> bool:
    """Whether a sentence opens with the bare name of a zone, of which a bracket or a dated
    deed says more: 某度假区（托管）接待游客, 某工业园区2008年列入…."""
    first = tokens[0]
    dated = len(tokens) > 1 and tokens[1].mark is not None
    bare = first.start == 0 and (dated or (len(tokens) == 1 and text[first.end : first.end + 1] in ("（", "(")))
    return bare and is_owner(first.text) and opens_with_owner(first.text) and not region.is_own(first)


def is_of_zone(tokens: list[Token], region: Region) -> bool:
    """Whether a sentence opens with a zone and what became of it (某新区逐渐成为副中心), and not with its building."""
    first = tokens[0]
    if first.start > 0 or not first.is_unknown or not opens_with_owner(first.text):
        return False
    said = "".join(t.text for t in tokens)
    return _BECOMES.search(said) is not None and not any(name in said for name in region.names)


def is_bare_zone(text: str, region: Region) -> bool:
    """Whether a sentence begins with a zone that needs no name (高新区全年实现…, 园区税收…), and is not the region."""
    zone = next((suffix for suffix in zone_suffixes() if text.startswith(suffix)), "")
    return zone not in ("", "新区", "新城") and not any(name.endswith(zone) for name in region.names)


def _owns_inside(text: str) -> bool:
    """Whether text is such a name with a measured thing of its own (某示范园年产值)."""
    return text.endswith(MEASURED) and any(
        suffix in text[1:-2] for suffix in reference.owner_suffixes() if len(suffix) > 2
    )
