"""The index map, for random texts with planted damage: monotone, and every character maps to where it came from."""

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.offsets import Edit, IndexMap, MappedText, compose
from extract.repair import clean_text

WORDS = [
    "全县",
    "生产总值",
    "增长",
    "6.5",
    "%",
    "，",
    "。",
    "投资",
    "1,234",
    "万元",
    "A级",
    "政府",
    "“双百”",
    "就业",
    "稳定",
    "；",
]
DAMAGE = [
    "　　",
    " ",
    "\u200b",
    "\n",
    "\n\n",
    "**",
    "&nbsp;",
    "<p>",
    "</p>",
    "(qū)",
    "①",
    "\x00",
    "\ufeff",
    "６％",
    "?",
    "| ",
    "\r\n",
    "- 3 -\n",
    "## ",
    "\ue001",
    "發",
    "\ufffd",
    "l0%",
    "(",
    ")",
    ",",
    "$",
    "[1]",
]
PUNCTUATION = str.maketrans(",:;!?()", "，：；！？（）")


@st.composite
def edits_of(draw: st.DrawFn, length: int) -> list[Edit]:
    marks = sorted(draw(st.lists(st.integers(0, length), max_size=12, unique=True)))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return [Edit(start, end, draw(st.text("xyz", max_size=4))) for start, end in pairs]


@given(st.text("abc\n政府", max_size=60), st.data())
def test_edits_in_a_row_keep_the_map_true(raw: str, data: st.DataObject) -> None:
    text = MappedText(raw)
    expected: list[tuple[str, int]] = [(character, i) for i, character in enumerate(raw)]
    for _ in range(3):
        edits = data.draw(edits_of(len(text.text)))
        text.apply(edits)
        for start, end, replacement, _ in reversed(edits):
            places = [place for _, place in expected[start:end]]
            expected[start:end] = [
                (character, places[min(k, len(places) - 1)]) for k, character in enumerate(replacement)
            ]
    assert text.text == "".join(character for character, _ in expected)
    assert [text.index_map.to_raw(i) for i in range(len(text.text))] == [place for _, place in expected]


@given(st.lists(st.sampled_from(WORDS + DAMAGE), max_size=80))
@settings(max_examples=300, deadline=None)
def test_clean_text_maps_back_to_what_it_came_from(pieces: list[str]) -> None:
    raw = "".join(pieces)
    clean = clean_text(raw)
    index_map = clean.index_map
    assert index_map.clean[0] == 0
    assert all(a < b for a, b in zip(index_map.clean, index_map.clean[1:], strict=False))
    places = [index_map.to_raw(i) for i in range(len(clean.text))]
    assert places == sorted(places)
    assert all(0 <= place < len(raw) for place in places)
    for character, place in zip(clean.text, places, strict=True):
        if character in "全县生产总值增长投资万元政府双百就业稳定":
            assert raw[place] == character
        if character in "02345789":
            assert raw[place] in (character, "６", "O", "l")


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=60), st.lists(st.integers(0, 10_000), max_size=12))
@settings(deadline=None)
def test_what_no_reader_sees_leaves_no_trace(words: list[str], places: list[int]) -> None:
    plain = "".join(words)
    damaged = plain
    for place in places:
        at = place % (len(damaged) + 1)
        damaged = damaged[:at] + "\u200b" + damaged[at:]
    assert clean_text(damaged).text == clean_text(plain).text


@given(st.lists(st.sampled_from(WORDS + DAMAGE), max_size=60))
@settings(deadline=None)
def test_repairing_twice_changes_layout_at_most(pieces: list[str]) -> None:
    once = clean_text("".join(pieces)).text
    assert len(clean_text(once).text) <= len(once)


def test_a_span_reaches_from_its_first_to_behind_its_last_character() -> None:
    text = MappedText("增(zēng)长6%")
    text.apply([Edit(1, 7)])
    assert text.text == "增长6%"
    assert text.index_map.raw_span(0, 2) == (0, 8)
    assert text.index_map.raw_span(2, 4) == (8, 10)


def test_composition_follows_both_maps() -> None:
    earlier = IndexMap([0, 2], [0, 5])
    step = IndexMap([0, 1], [0, 3])
    both = compose(step, earlier)
    assert [both.to_raw(i) for i in range(4)] == [earlier.to_raw(step.to_raw(i)) for i in range(4)]
