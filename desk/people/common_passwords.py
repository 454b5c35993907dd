"""Passwords that guessing programs try first.

Only stems of a length that could pass the other rules with a few digits or marks added
are listed: short ones are refused by their length anyway.
"""

_WORDS = """
password passwort parola contrasena motdepasse passw0rd p@ssword p@ssw0rd pa55word
passwordpassword passw0rdpassw0rd mypassword newpassword changeme changemenow changeit
letmein letmeinnow iloveyou iloveyouforever welcome welcomeback welcomehome
qwerty qwertyuiop qwertzuiop azertyuiop qwertyqwerty asdfghjkl asdfasdf zxcvbnm
qazwsxedc qazwsx 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4 q1w2e3r4t5 1qaz2wsx
1qaz2wsx3edc zaq12wsx zaq1zaq1 abcdefgh abcdefghij abcdefghijk abcabcabc
administrator administration admin adminadmin admin123admin rootroot superuser
operator operatoroperator supervisor manager callcenter callcentre callwright asterisk
telephone helpdesk support supportsupport service customer company office
computer internet football baseball basketball superman batman spiderman pokemon
starwars dragon monkey princess sunshine shadow master michael jennifer jessica
charlie whatever trustno1 freedom secret secretsecret topsecret mysecret default
defaultpassword guest guestguest temporary temp testtest tester testing test
testpassword demo demodemo example examplepassword hello helloworld hellohello
spring summer autumn winter january february march april june july august september
october november december monday tuesday wednesday thursday friday saturday sunday
privet parolparol ljubimaja marseille liverpool barcelona realmadrid chelsea arsenal
"""
_STEMS = frozenset(_WORDS.split())
_RUNS = (
    "0123456789012345678901234567890",
    "9876543210987654321098765432109",
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
)
_TRIMMED = "0123456789!?.,;:-_+*#$%&=@ "


def is_common(password: str) -> bool:
    """Whether the password is a known word with digits or marks around it, or a plain run."""
    plain = password.lower()
    if any(plain in run for run in _RUNS):
        return True
    stem = plain.strip(_TRIMMED)
    return plain in _STEMS or stem in _STEMS
