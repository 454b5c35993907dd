"""The dialplan: offer each caller to the service, and be there when the service is not.

A caller's number and name are any text at all. They are read once, shortened and
URI-encoded in the same breath, and only the encoded form is ever used, so nothing in
them can be an expression, a field border or a line end.

An operator has two phones, the one on its desk and the one in its page, which ring together
and count as one: a name in CW_PHONE or told to the service is always the extension.

One caller's way: ledger handler pushed → claim → (claimed: nothing more happens here)
→ all free phones ring → message → end. Each step writes its name into `CW_STAGE`, which
the handler writes into the ledger. Who was served by the service is not in the ledger.
"""

from telephony.asterisk.conf_core import MUSIC
from telephony.asterisk.conf_text import document
from telephony.asterisk.settings import (
    APPLICATION,
    ECHO_CODE,
    FEATURE_CODES,
    AsteriskSettings,
    Extension,
)

INBOUND = "callwright-inbound"
PHONES = "callwright-phones"
OPERATOR = "callwright-operator"
_FALLBACK = "callwright-fallback"
_CONSIDER = "callwright-consider"
_REACH = "callwright-reach"
_TAKEN = "callwright-taken"
_LEDGER = "callwright-ledger"
_NAME_BYTES = 600  # encoded three times as long; a ledger line stays under 4 kB
_NUMBER_BYTES = 100
_LOOK_AGAIN_S = 4
_INTERNAL_RING_S = 30
_ECHO_S = 20
_OPERATOR_PHONE = "${FILTER(0-9,${CHANNEL(endpoint)})}"
"""The extension, whichever of an operator's phones it is."""
_SILENCE_S = 10
"""A message ends after so much silence."""


def dialplan(settings: AsteriskSettings, extensions: tuple[Extension, ...]) -> str:
    """The text of extensions.conf."""
    return document(
        "[general]\nstatic = yes\nwriteprotect = yes\nautofallthrough = yes\n",
        _inbound(settings),
        _phones(settings, extensions),
        _context(OPERATOR, [_extension(each, ["Hangup()"]) for each in ("s", "_X!")]),
        _fallback(settings, extensions),
        _consider(),
        _reach(),
        _taken(),
        _ledger(settings),
        settings.extras.dialplan,
    )


def _extension(pattern: str, steps: list[str]) -> str:
    lines = [f"exten => {pattern},1,{steps[0]}"]
    for step in steps[1:]:
        name, _, rest = step.partition("|") if step.startswith("(") else ("", "", step)
        lines.append(f" same => n{name},{rest}")
    return "\n".join(lines) + "\n"


def _context(name: str, extensions: list[str]) -> str:
    return f"[{name}]\n" + "".join(extensions)


def _claim(settings: AsteriskSettings, number: str) -> str:
    if settings.claim == "stasis":
        return f"Stasis({APPLICATION},caller,{number})"
    return f"StasisBroadcast({settings.claim_timeout_ms},^{APPLICATION}$,caller:{number})"


def _inbound(settings: AsteriskSettings) -> str:
    callers = [
        _extension(
            number,
            [
                # First of all: a caller who leaves at once must be in the ledger too.
                f"Set(CHANNEL(hangup_handler_push)={_LEDGER},end,1({number}))",
                f"Set(CW_DIALLED={number})",
                "Set(CW_ARRIVED=${STRFTIME(,UTC,%s.%3q)})",
                _claim(settings, number),
                f'GotoIf($["${{STASISSTATUS}}" != "SUCCESS"]?{_FALLBACK},s,1)',
                "Hangup()",
            ],
        )
        for number in settings.main_numbers
    ]
    unknown = [_extension(pattern, ["Hangup(1)"]) for pattern in ("_X!", "_+X!", "i")]
    return _context(INBOUND, callers + unknown)


def _phones(settings: AsteriskSettings, extensions: tuple[Extension, ...]) -> str:
    numbers = [
        _extension(number, [f"Goto({INBOUND},{number},1)"]) for number in settings.main_numbers
    ]
    codes = [
        _extension(
            pattern,
            [
                f"Stasis({APPLICATION},feature,{_OPERATOR_PHONE},${{EXTEN}})",
                'GotoIf($["${STASISSTATUS}" = "SUCCESS"]?done)',
                "Answer()",
                "Playback(beeperr)",
                "(done)|Hangup()",
            ],
        )
        for pattern in (*FEATURE_CODES, "_*2X")
    ]
    echo = _extension(
        ECHO_CODE, ["Answer()", f"Set(TIMEOUT(absolute)={_ECHO_S})", "Echo()", "Hangup()"]
    )
    colleagues = [
        _extension(
            each.extension,
            [
                f"Gosub({_REACH},s,1({_phones_of(settings, each)}))",
                'GotoIf($["${GOSUB_RETVAL}" = ""]?gone)',
                f"Dial(${{GOSUB_RETVAL}},{_INTERNAL_RING_S})",
                "Hangup()",
                "(gone)|Hangup(20)",
            ],
        )
        for each in extensions
    ]
    unknown = _extension("i", ["Hangup(1)"])
    return _context(PHONES, [*numbers, *codes, echo, *colleagues, unknown])


def _phones_of(settings: AsteriskSettings, each: Extension) -> str:
    """An operator's phones as arguments: the one on the desk, the one in the page."""
    return f"{each.extension},{each.web}" if settings.websocket else each.extension


def _fallback(settings: AsteriskSettings, extensions: tuple[Extension, ...]) -> str:
    rounds = max(1, settings.fallback_ring_s // _LOOK_AGAIN_S)
    message = f"{settings.voicemail_dir}/${{UNIQUEID}}.wav"
    steps = [
        "Set(CW_STAGE=ringing)",
        f"Gosub({_LEDGER},begin,1(${{CW_DIALLED}}))",
        "Answer()",
        "Set(CW_ROUND=0)",
        "(look)|Set(CW_FREE=)",
        "Set(CW_LIVING=0)",
        *(f"Gosub({_CONSIDER},s,1({_phones_of(settings, each)}))" for each in extensions),
        'GotoIf($["${CW_FREE}" != ""]?ring)',
        "Set(CW_ROUND=$[${CW_ROUND} + 1])",
        f"GotoIf($[${{CW_LIVING}} = 0 | ${{CW_ROUND}} > {rounds}]?message)",
        f"MusicOnHold({MUSIC},{_LOOK_AGAIN_S})",
        "Goto(look)",
        f"(ring)|Dial(${{CW_FREE:1}},{settings.fallback_ring_s},m({MUSIC})U({_TAKEN}))",
        "(message)|Set(CW_STAGE=message)",
        "Playback(vm-intro)",
        f"Record({message},{_SILENCE_S},{settings.fallback_message_s},k)",
        "Playback(vm-goodbye)",
        "Hangup()",
    ]
    return _context(_FALLBACK, [_extension("s", steps)])


def _consider() -> str:
    """Add an operator's phones to those that ring if it is free; note that it lives if it does.

    Who talks on one of its phones is not rung on the other.
    """
    steps = [
        f"Gosub({_REACH},s,1(${{ARG1}},${{ARG2}}))",
        'GotoIf($["${GOSUB_RETVAL}" = ""]?done)',
        "Set(CW_LIVING=1)",
        'ExecIf($["${CW_BUSY}" = ""]?Set(CW_FREE=${CW_FREE}&${GOSUB_RETVAL}))',
        "(done)|Return()",
    ]
    return _context(_CONSIDER, [_extension("s", steps)])


def _reach() -> str:
    """Answers an operator's phones that can be rung, as Dial wants them; CW_BUSY: one is in use.

    A phone that is not there is never dialled: Asterisk would call that an error.
    """
    steps = ["Set(CW_BUSY=)", "Set(LOCAL(phones)=)"]
    for number in (1, 2):
        phone = f"${{ARG{number}}}"
        steps += [
            f'Set(LOCAL(state)=${{IF($["{phone}" = ""]?UNKNOWN:'
            f"${{DEVICE_STATE(PJSIP/{phone})}})}})",
            'GotoIf($["${state}" = "UNAVAILABLE" | "${state}" = "INVALID" '
            f'| "${{state}}" = "UNKNOWN"]?after-{number})',
            f"Set(LOCAL(phones)=${{phones}}&PJSIP/{phone})",
            'ExecIf($["${state}" != "NOT_INUSE"]?Set(CW_BUSY=1))',
            f"(after-{number})|NoOp()",
        ]
    steps.append("Return(${phones:1})")
    return _context(_REACH, [_extension("s", steps)])


def _taken() -> str:
    """Note on the caller when which phone answered; runs on that phone's leg.

    Asterisk's own ANSWEREDTIME counts from when the caller's leg was answered, which for
    us is before any phone rings.
    """
    steps = [
        "Set(MASTER_CHANNEL(CW_ANSWERED)=${STRFTIME(,UTC,%s.%3q)})",
        f"Set(MASTER_CHANNEL(CW_PHONE)={_OPERATOR_PHONE})",
        "Return()",
    ]
    return _context(_TAKEN, [_extension("s", steps)])


def _ledger(settings: AsteriskSettings) -> str:
    now = "${STRFTIME(,UTC,%s.%3q)}"
    number = f"${{URIENCODE(${{CALLERID(num):0:{_NUMBER_BYTES}}})}}"
    name = f"${{URIENCODE(${{CALLERID(name):0:{_NAME_BYTES}}})}}"
    who = f"${{CW_ARRIVED}}|${{ARG1}}|{number}|{name}"
    how = "${CW_STAGE}|${CW_ANSWERED}|${CW_PHONE}|${RECORD_STATUS}"
    file = f"FILE({settings.ledger},,,al,u)"
    begin = [f"Set({file}=begin|${{UNIQUEID}}|{now}|{who})", "Return()"]
    end = [
        'GotoIf($["${STASISSTATUS}" = "SUCCESS"]?done)',
        f"Set({file}=end|${{UNIQUEID}}|{now}|{who}|{how})",
        "(done)|Return()",
    ]
    return _context(_LEDGER, [_extension("begin", begin), _extension("end", end)])
