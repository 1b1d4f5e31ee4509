"""Lists of contents: the same for the same content, another for any other."""

import json

import numpy as np
import pytest

from sim.store.proofs import contents
from sim.store.proofs.contents import ArrayDigest, digest_of_array, digest_of_value, list_values, read_list, write_out


def test_a_digest_of_pieces_is_that_of_the_whole() -> None:
    whole = np.arange(12.0).reshape(6, 2)
    digest = ArrayDigest("<f8", whole.shape)
    for piece in np.split(whole, 3):
        digest.add(piece)
    assert digest.digest() == digest_of_array(whole)


@pytest.mark.parametrize("other", [
    np.arange(6.0)[::-1], np.arange(6.0).reshape(2, 3), np.arange(6), np.arange(6, dtype=np.float32), np.arange(5.0),
])  # fmt: skip
def test_values_types_and_shapes_count(other: np.ndarray) -> None:
    assert digest_of_array(other) != digest_of_array(np.arange(6.0))


def test_numbers_of_numpy_are_as_they_are_read_back() -> None:
    assert digest_of_value(np.float64(0.1)) == digest_of_value(0.1)
    assert digest_of_value(True) == digest_of_value(1)


def test_types_of_values_count() -> None:
    assert len({digest_of_value(value) for value in (1, 1.0, "1", "1.0")}) == 4


def test_texts_and_attributes_of_one_name_are_two() -> None:
    assert set(list_values({"a": "x"}, {"a": "x"})) == {"text a", "attribute a"}


def test_a_list_is_read_back() -> None:
    digests = {"outcomes/reach": "0f", "attribute title": "1e"}
    assert read_list(write_out(digests)) == digests
    assert contents.attributes_in(digests) == ["title"]


@pytest.mark.parametrize("text", ["[]", "{}", '{"contents": 3}', '{"contents": {"a": 3}}', "x", "[" * 10])
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"list of contents|Expecting value"):
        read_list(text)


def test_a_list_that_was_changed_is_refused() -> None:
    whole = json.loads(write_out({"a": "0", "b": "1"}))
    del whole["contents"]["b"]
    with pytest.raises(ValueError, match="is not what was written"):
        read_list(json.dumps(whole))
