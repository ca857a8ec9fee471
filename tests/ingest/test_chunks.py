import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.chunks import Chunk, Part, Spans, chunks, part_text, split
from ingest.documents import Document, Kind


def word_spans(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(r"\w+|[^\w\s]", text)]


def character_spans(text: str) -> list[tuple[int, int]]:
    """A tokenizer of bytes: a character can be several tokens, all at the same place."""
    return [
        (at, at + 1)
        for at, character in enumerate(text)
        if not character.isspace()
        for _ in character.encode("utf-8", "surrogatepass")
    ]


def no_spans(text: str) -> list[tuple[int, int]]:
    return []


def document(
    text: str = "", title: str = "", replies: tuple[str, ...] = (), resolution: str = ""
) -> Document:
    return Document("d", Kind.TICKET, title, text, resolution=resolution, replies=replies)


def uncovered(whole: str, found: list[tuple[int, int]]) -> str:
    """The characters that are in none of the ranges, without whitespace."""
    covered = bytearray(len(whole))
    for start, end in found:
        covered[start:end] = b"\x01" * (end - start)
    return "".join(c for c, there in zip(whole, covered, strict=True) if not there and c.strip())


SENTENCES = st.sampled_from(
    [
        "VPN drops. ",
        "你好，打不开。",
        "مرحبا بالعالم ",
        "🎉🎉",
        "E42\n",
        "\n\n",
        "  ",
        "a_b*c ",
        "한국어",
    ]
)
TEXTS = st.one_of(
    st.text(), st.lists(st.one_of(SENTENCES, st.text(max_size=8)), max_size=60).map("".join)
)
TOKENIZERS = st.sampled_from([word_spans, character_spans, no_spans])


@given(text=TEXTS, spans=TOKENIZERS, limit=st.integers(4, 40), overlap=st.integers(0, 50))
@example(text="a" * 40_000, spans=word_spans, limit=200, overlap=32)
@example(text="a" * 40_000, spans=character_spans, limit=200, overlap=32)
@example(text="\x00\x01 \x02", spans=no_spans, limit=200, overlap=32)
def test_a_split_text_loses_nothing_and_keeps_the_limit(
    text: str, spans: Spans, limit: int, overlap: int
) -> None:
    found = split(text, spans, limit, overlap)
    assert uncovered(text, [(p.start, p.end) for p in found]) == ""
    for passage in found:
        assert passage.text == text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        assert len(spans(passage.text)) <= limit
    starts = [passage.start for passage in found]
    assert starts == sorted(set(starts)), "each passage begins after the one before"


@given(
    title=TEXTS,
    text=TEXTS,
    replies=st.lists(TEXTS, max_size=5).map(tuple),
    resolution=TEXTS,
    limit=st.integers(4, 40),
)
def test_each_part_of_a_document_is_wholly_in_its_chunks(
    title: str, text: str, replies: tuple[str, ...], resolution: str, limit: int
) -> None:
    whole = document(text, title, replies, resolution)
    found = chunks(whole, word_spans, limit, overlap=3)
    for part in Part:
        ranges = [(c.start, c.end) for c in found if c.part is part]
        assert uncovered(part_text(whole, part), ranges) == ""
    for chunk in found:
        assert chunk.text == part_text(whole, chunk.part)[chunk.start : chunk.end]
        assert len(word_spans(chunk.text)) <= limit


@given(text=TEXTS, limit=st.integers(4, 30))
@settings(max_examples=60)
def test_the_real_tokenizer_keeps_the_limit_too(
    encoder_spans: Spans, text: str, limit: int
) -> None:
    found = split(text, encoder_spans, limit, overlap=limit // 4)
    assert uncovered(text, [(p.start, p.end) for p in found]) == ""
    assert all(len(encoder_spans(p.text)) <= limit for p in found if len(p.text) > 1)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 40_000,
        "word " * 8_000,
        "🎉 " * 20_000,
        "中文字符" * 10_000,
        "مرحبا " * 6_000,
        "-" * 40_000,
        "\x00\x07 E42 \x1b[0m" * 4_000,
    ],
    ids=["one word", "words", "emoji", "Chinese", "right to left", "dashes", "control characters"],
)
def test_a_message_of_40000_characters_fits_the_encoder(encoder_spans: Spans, text: str) -> None:
    found = split(text, encoder_spans)
    assert uncovered(text, [(p.start, p.end) for p in found]) == ""
    assert all(len(encoder_spans(p.text)) <= 200 for p in found)


def test_a_short_document_is_one_chunk_with_its_title() -> None:
    assert chunks(document("It says E42.", "VPN down"), word_spans) == [
        Chunk("VPN down\nIt says E42.", 0, 21, Part.TEXT)
    ]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("VPN down", "VPN down since\nmonday"),
        ("VPN down since…", "VPN  down since monday"),
        ("vpn is down", "Hi team,\nvpn is down. Please help"),
        ("", "VPN down"),
    ],
)
def test_a_title_that_the_text_begins_with_is_not_repeated(title: str, text: str) -> None:
    assert part_text(document(text, title), Part.TEXT) == text


@pytest.mark.parametrize(
    ("title", "text"), [("VPN", "VPNs are great"), ("VPN down", "It is broken")]
)
def test_any_other_title_stands_above_the_text(title: str, text: str) -> None:
    assert part_text(document(text, title), Part.TEXT) == f"{title}\n{text}"


def test_a_document_without_text_is_its_title_alone() -> None:
    assert [c.text for c in chunks(document("", "VPN down"), word_spans)] == ["VPN down"]


def test_a_document_of_whitespace_has_no_chunks() -> None:
    assert chunks(document(" \n\t"), word_spans) == []


def test_text_without_any_tokens_is_still_one_chunk() -> None:
    assert [p.text for p in split(" \x01\x02 ", no_spans)] == ["\x01\x02"]


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("a b c. d e f\n\ng h i j k", "g h i j k"),
        ("a b c\nd e f. g h i j k", "g h i j k"),
        ("a b c d e\nf g h i j k", "f g h i j k"),
        ("甲乙丙丁戊。己庚辛壬癸", "己庚辛壬癸"),
    ],
    ids=["paragraph", "sentence", "line", "Chinese sentence"],
)
def test_a_cut_falls_on_the_best_place_in_reach(text: str, second: str) -> None:
    spans = character_spans if second.isascii() else word_characters
    assert split(text, spans, limit=9, overlap=0)[1].text == second


def word_characters(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(r"\S", text)]


def test_a_paragraph_is_preferred_to_a_later_sentence() -> None:
    text = "one two three four five six\n\nseven. eight nine ten eleven"
    assert [p.text for p in split(text, word_spans, limit=9, overlap=0)] == text.split("\n\n")


def test_words_are_not_cut_where_there_are_others() -> None:
    found = split("abcdef " * 30, character_spans, limit=20, overlap=0)
    assert {len(p.text) % 7 for p in found} == {6}


def test_neighbours_share_whole_words_up_to_the_overlap() -> None:
    words = " ".join(f"w{n}" for n in range(100))
    found = split(words, word_spans, limit=20, overlap=5)
    for one, other in pairwise(found):
        shared = words[other.start : one.end].split()
        assert len(shared) == 5
        assert one.text.split()[-5:] == other.text.split()[:5] == shared


def test_an_overlap_begins_at_a_sentence_if_there_is_one() -> None:
    text = " ".join(f"Step {n} is done." for n in range(40))
    assert all(p.text.startswith("Step") for p in split(text, word_spans, limit=30, overlap=7))


def test_short_replies_are_packed_and_never_mixed_with_the_text() -> None:
    found = chunks(document("text", replies=tuple(f"reply {n}" for n in range(10))), word_spans, 8)
    replies = [c.text for c in found if c.part is Part.REPLY]
    assert replies[0] == "reply 0\n\nreply 1\n\nreply 2\n\nreply 3"
    assert len(replies) == 3
    assert found[0] == Chunk("text", 0, 4, Part.TEXT)


def test_a_long_reply_is_cut_by_itself() -> None:
    found = chunks(document("t", replies=("short", "long " * 20, "end")), word_spans, 10, 0)
    assert [c.text for c in found if c.part is Part.REPLY] == [
        "short",
        "long long long long long long long long long long",
        "long long long long long long long long long long",
        "end",
    ]


def test_a_resolution_has_chunks_of_its_own() -> None:
    found = chunks(document("text", resolution="Restart the service."), word_spans)
    assert found[1] == Chunk("Restart the service.", 0, 20, Part.RESOLUTION)


def test_a_piece_that_has_more_tokens_by_itself_is_cut_again() -> None:
    """Like a word that is known as a whole while a piece of it is spelt letter by letter."""

    def spans(text: str) -> list[tuple[int, int]]:
        size = 5 if len(text) > 9 else 1
        return [(at, min(at + size, len(text))) for at in range(0, len(text), size)]

    text = "abcdefghijklmnopqrstuvwxyz"
    found = split(text, spans, limit=4, overlap=0)
    assert [p.text for p in found] == ["abcdefghijklmnopqrst", "uvwx", "yz"]
    assert all(text[p.start : p.end] == p.text for p in found)


def test_a_limit_below_one_token_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1 token"):
        split("text", word_spans, limit=0)


@pytest.mark.parametrize(
    "unit",
    ["some words of a log. ", "." * 1_000, "a" * 1_000, "x\n", "。", " " * 999 + "x", "é " * 500],
)
def test_work_and_memory_grow_with_the_text_and_no_faster(unit: str) -> None:
    """Quadratic work on 1 MB would take hours, and run into the suite's time limit."""
    text = unit * (1_000_000 // len(unit))
    found = split(text, word_spans)
    assert uncovered(text, [(p.start, p.end) for p in found]) == ""
