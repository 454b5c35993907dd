import pytest

from switchboard.testcall.digest import Challenge, Login, answer, choose, parse_challenge
from switchboard.testcall.sip import SipError


def test_the_answer_of_rfc_2617_is_reproduced() -> None:
    challenge = parse_challenge(
        'Digest realm="testrealm@host.com", qop="auth,auth-int", '
        'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    login = Login("Mufasa", "Circle Of Life")
    value = answer(challenge, login, "GET", "/dir/index.html", "0a4f113b")
    assert 'response="6629fae49393a05397450978507c4ef1"' in value
    assert 'opaque="5ccc069c403ebaf9f0171e9517f40e41"' in value
    assert "qop=auth, nc=00000001" in value


def test_the_answer_of_rfc_7616_with_sha_256_is_reproduced() -> None:
    challenge = Challenge(
        "http-auth@example.org",
        "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        "SHA-256",
        "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
        qop=True,
    )
    cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    value = answer(challenge, Login("Mufasa", "Circle of Life"), "GET", "/dir/index.html", cnonce)
    assert 'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"' in value


def test_the_oldest_form_has_no_count() -> None:
    value = answer(Challenge("r", "n"), Login("101", "pw"), "REGISTER", "sip:h", "c")
    assert "qop" not in value
    assert "cnonce" not in value


def test_the_first_challenge_that_we_know_is_taken() -> None:
    unknown = 'Digest realm="r", nonce="n1", algorithm=SHA-512-256'
    known = 'Digest realm="r", nonce="n2", algorithm=sha-256, qop="auth"'
    assert choose([unknown, known]).nonce == "n2"


@pytest.mark.parametrize(
    "value",
    [
        'Basic realm="r"',
        "",
        'Digest realm="r"',
        'Digest nonce="n"',
        'Digest realm="r", nonce="n", algorithm=MD4',
        'Digest realm="r", nonce="n", qop="auth-int"',
    ],
)
def test_a_challenge_that_we_cannot_answer_is_refused(value: str) -> None:
    with pytest.raises(SipError):
        parse_challenge(value)
    with pytest.raises(SipError):
        choose([value])
    with pytest.raises(SipError):
        choose([])
