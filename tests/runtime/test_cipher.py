import pytest

from runtime.cipher import Cipher, NoKey, NotOpened, UnfitKey


def test_what_was_sealed_opens_with_the_same_key() -> None:
    cipher = Cipher([Cipher.generate_key()])
    assert cipher.open(cipher.seal("Grüße".encode())) == "Grüße".encode()


def test_a_sealed_text_does_not_show_what_is_in_it_nor_that_two_are_the_same() -> None:
    cipher = Cipher([Cipher.generate_key()])
    first, second = cipher.seal(b"secret"), cipher.seal(b"secret")
    assert "secret" not in first
    assert first != second


def test_a_new_key_is_put_before_the_old_which_goes_on_opening() -> None:
    old, new = Cipher.generate_key(), Cipher.generate_key()
    sealed_before = Cipher([old]).seal(b"before")
    ring = Cipher([new, old])
    assert ring.open(sealed_before) == b"before"
    assert Cipher([new]).open(ring.seal(b"after")) == b"after"


def test_another_key_does_not_open_and_the_error_says_where_old_keys_belong() -> None:
    sealed = Cipher([Cipher.generate_key()]).seal(b"secret")
    with pytest.raises(NotOpened, match="the key that sealed it is missing from MENTORSHIP_KEYS"):
        Cipher([Cipher.generate_key()]).open(sealed)


@pytest.mark.parametrize("text", ["", "not sealed", "grün", "gAAAAA"])
def test_what_nobody_sealed_does_not_open(text: str) -> None:
    with pytest.raises(NotOpened):
        Cipher([Cipher.generate_key()]).open(text)


@pytest.mark.parametrize("unfit", ["", "too short", "ü" * 44, "A" * 43])
def test_an_unfit_key_is_refused_by_its_place_and_not_shown(unfit: str) -> None:
    with pytest.raises(UnfitKey, match="Key number 2 is no Fernet key") as refused:
        Cipher([Cipher.generate_key(), unfit])
    assert not unfit or unfit not in str(refused.value)


def test_a_ring_without_keys_is_refused() -> None:
    with pytest.raises(NoKey):
        Cipher([])


def test_a_key_is_in_no_repr() -> None:
    key = Cipher.generate_key()
    assert key not in repr(Cipher([key]))
