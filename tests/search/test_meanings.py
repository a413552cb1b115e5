"""By meaning: what shares no word is found, by those who may read it; and where meaning is missing, words decide."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from portal.search import meanings as of_meanings
from portal.search.documents import Document
from portal.search.encoder import DIMENSIONS, Encoder, Vectors, find_encoder
from portal.search.index import SearchIndex
from portal.search.meanings import Meanings, pack, text_to_encode
from tests.search.corpus import EVERYBODY, a_document, find, keys

SCREEN = a_document(
    "article:1", title="Laptop does not power up", body="Since today its screen is dark, whatever I press."
)
HOLIDAY = a_document("article:2", title="Request annual leave", body="Fill in the form for vacation days.")
PRINTER = a_document("article:3", title="Printer jams", body="Take the paper out of the tray.")
TYPED = "computer remains completely dead"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    """The model that the extra brings."""
    found = find_encoder()
    assert found is not None
    return found


def _filled(index: SearchIndex, encoder: Encoder, documents: Sequence[Document]) -> Meanings:
    index.put(documents)
    made = Meanings(encoder)
    made.get_ready()
    vectors = encoder.encode([text_to_encode(one.title, one.body) for one in documents])
    made.take({one.key: pack(vector) for one, vector in zip(documents, vectors, strict=True)})
    return made


def test_what_shares_no_word_is_found_by_its_meaning(index: SearchIndex, encoder: Encoder) -> None:
    meanings = _filled(index, encoder, [SCREEN, HOLIDAY, PRINTER])

    assert keys(find(index, TYPED)) == []
    assert keys(find(index, TYPED, meanings=meanings)) == ["article:1"]


def test_what_is_like_a_text_is_found_by_its_meaning(index: SearchIndex, encoder: Encoder) -> None:
    meanings = _filled(index, encoder, [SCREEN, HOLIDAY, PRINTER])

    assert index.similar(TYPED, "", EVERYBODY) == ()
    assert index.similar(TYPED, "", EVERYBODY, meanings=meanings)[0].key == "article:1"


def test_nobody_finds_by_meaning_what_they_may_not_read(index: SearchIndex, encoder: Encoder) -> None:
    secret = a_document("question:9", title="The second screen shows no picture", readers=frozenset({"it"}))
    meanings = _filled(index, encoder, [secret, HOLIDAY, PRINTER])
    found = find(index, "monitor without image", meanings=meanings)

    assert keys(found) == []
    assert found.total == 0
    assert index.similar("monitor without image", "", EVERYBODY, meanings=meanings) == ()


def test_what_is_asked_for_to_the_letter_is_found_by_the_letter(index: SearchIndex, encoder: Encoder) -> None:
    near = a_document("article:4", title="Error when the screen goes black")
    exact = a_document("article:5", title="Release notes", body="Mended: error 0x80070005. " + "Words. " * 200)
    meanings = _filled(index, encoder, [SCREEN, near, exact])

    assert keys(find(index, "error 0x80070005", meanings=meanings))[0] == "article:5"
    for typed in ('"release notes"', "in:title release", "type:article"):
        assert find(index, typed, meanings=meanings) == find(index, typed)


def test_until_nearly_all_have_a_vector_words_alone_decide(index: SearchIndex, encoder: Encoder) -> None:
    meanings = _filled(index, encoder, [SCREEN, HOLIDAY, PRINTER])
    index.put([a_document(f"question:{n}", title=f"Number {n}") for n in range(5)])

    assert find(index, "laptop power", meanings=meanings) == find(index, "laptop power")
    assert find(index, TYPED, meanings=meanings) == find(index, TYPED)


def test_what_is_gone_or_changed_means_nothing_or_something_else(index: SearchIndex, encoder: Encoder) -> None:
    meanings = _filled(index, encoder, [SCREEN, HOLIDAY])
    vector = encoder.encode(["paper jam"])[0]
    meanings.take({SCREEN.key: pack(vector)}, gone={HOLIDAY.key, "article:77"})

    assert len(meanings) == 1
    assert keys(find(index, TYPED, meanings=meanings)) == []


def test_no_search_waits_for_the_model_to_be_opened(index: SearchIndex, encoder: Encoder) -> None:
    made = _filled(index, encoder, [SCREEN, HOLIDAY])
    unopened = Meanings(encoder)
    unopened.take({SCREEN.key: pack(encoder.encode(["anything"])[0]), HOLIDAY.key: pack(encoder.encode(["else"])[0])})

    assert keys(find(index, TYPED, meanings=made)) == ["article:1"]
    assert find(index, "laptop", meanings=unopened) == find(index, "laptop")
    assert not unopened.is_ready


class _Broken:
    """An encoder whose weights are no good."""

    name = "broken"

    def encode(self, texts: Sequence[str]) -> Vectors:
        raise RuntimeError("bad weights")


def test_a_model_that_fails_leaves_the_search_to_words(index: SearchIndex, encoder: Encoder) -> None:
    index.put([SCREEN])
    meanings = Meanings(_Broken())
    meanings.take({SCREEN.key: pack(encoder.encode(["anything"])[0])})
    meanings.is_ready = True

    assert find(index, "laptop", meanings=meanings) == find(index, "laptop")
    assert meanings.is_broken


def test_a_folder_without_a_model_is_no_model(tmp_path: Path) -> None:
    assert find_encoder(tmp_path) is None


def test_packaged_weights_that_are_not_those_that_were_measured_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.search import encoder as of_encoder

    package, name, _ = of_encoder._PACKAGED[0]
    monkeypatch.setattr(of_encoder, "_PACKAGED", ((package, name, "0" * 64), of_encoder._PACKAGED[1]))

    assert find_encoder() is None


def test_of_very_many_vectors_a_first_look_finds_the_nearest(
    index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = np.random.default_rng(4)
    documents = [a_document(f"question:{n}", title=f"Number {n}") for n in range(900)]
    index.put(documents)
    rows = chance.normal(size=(900, DIMENSIONS)) @ np.diag(np.linspace(1, 0.05, DIMENSIONS))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    vectors = dict(zip([one.key for one in documents], map(pack, rows.astype(np.float32)), strict=True))

    class Same:
        name = "same"

        def encode(self, texts: Sequence[str]) -> Vectors:
            return rows[[123] * len(texts)].astype(np.float32)

    monkeypatch.setattr(of_meanings, "FULL_SCAN", 500)
    monkeypatch.setattr(of_meanings, "SECOND_LOOK", 50)
    meanings = Meanings(Same())
    meanings.get_ready()
    meanings.take(vectors)
    snapshot = index._library.snapshot()
    near = meanings.nearness(snapshot, "anything")
    exact = np.array([float(rows[int(key.partition(":")[2])] @ rows[123]) for key in snapshot.every_key()])

    assert near is not None
    best, expected = np.argsort(-near)[:10], np.argsort(-exact)[:10]
    assert set(best.tolist()) == set(expected.tolist())
    assert np.abs(near[best] - exact[best]).max() < 0.01


def test_a_packed_vector_keeps_its_angles(encoder: Encoder) -> None:
    words = random.Random(1).sample("screen printer leave mail phone door badge salary lunch train".split(), 8)
    vectors = encoder.encode(words)
    packed = np.array([np.frombuffer(pack(vector), np.int8) for vector in vectors]).astype(np.float32) / 127

    assert np.abs(vectors @ vectors.T - packed @ packed.T).max() < 0.02
