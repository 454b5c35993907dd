"""The modules of Asterisk that are loaded, and why: nothing else is.

What is not loaded has no fault to exploit, no log line and no cost. Kept as data so
that a found Asterisk can be checked for them before it is used.
"""

_SIP = (
    "res_sorcery_config",
    "res_sorcery_memory",
    "res_sorcery_astdb",
    "res_pjproject",
    "res_pjsip",
    "res_pjsip_session",
    "res_pjsip_sdp_rtp",
    "res_pjsip_registrar",
    "res_pjsip_authenticator_digest",
    "res_pjsip_endpoint_identifier_user",
    "res_pjsip_endpoint_identifier_ip",
    "res_pjsip_outbound_authenticator_digest",
    "res_pjsip_outbound_registration",
    "res_pjsip_caller_id",
    "res_pjsip_header_funcs",  # what a leg is rung for, on its INVITE
    "res_pjsip_dtmf_info",
    "res_pjsip_nat",
    "res_pjsip_pubsub",
    "res_pjsip_refer",  # answers a phone's REFER; endpoints refuse it (allow_transfer=no)
    "res_pjsip_rfc3326",  # "answered elsewhere" on a phone that stops ringing
    "chan_pjsip",
)
_WEBSOCKET = ("res_pjsip_transport_websocket",)
_MEDIA = (
    "res_timing_timerfd",
    "res_rtp_asterisk",
    "res_srtp",
    "res_musiconhold",
    "bridge_simple",
    "bridge_native_rtp",
    "bridge_softmix",
    "bridge_holding",
    "codec_ulaw",
    "codec_alaw",
    "codec_g722",
    "codec_resample",
    "format_wav",
    "format_pcm",
    "format_sln",
)
_OPUS = ("res_format_attr_opus", "codec_opus_open_source")
_ARI = (
    "res_http_websocket",
    "res_websocket_client",  # res_ari will not load without it
    "res_stasis",
    "res_stasis_answer",
    "res_stasis_broadcast",
    "res_stasis_device_state",
    "res_stasis_playback",
    "res_stasis_recording",
    "res_stasis_snoop",
    "res_ari",
    "res_ari_model",
    "res_ari_applications",
    "res_ari_asterisk",
    "res_ari_bridges",
    "res_ari_channels",
    "res_ari_device_states",
    "res_ari_endpoints",
    "res_ari_events",
    "res_ari_playbacks",
    "res_ari_recordings",
    "res_ari_sounds",
)
_DIALPLAN = (
    "pbx_config",
    "app_stasis",
    "app_stasis_broadcast",
    "app_dial",
    "app_echo",
    "app_exec",
    "app_playback",
    "app_record",
    "app_stack",
    "func_callerid",
    "func_channel",
    "func_cut",
    "func_devstate",
    "func_env",
    "func_hangupcause",
    "func_logic",
    "func_math",
    "func_pjsip_endpoint",
    "func_strings",
    "func_timeout",
    "func_uri",
)

REQUIRED = (*_SIP, *_MEDIA, *_ARI, *_DIALPLAN)
"""Without one of these an Asterisk cannot be used."""

OPTIONAL = (*_WEBSOCKET, *_OPUS)
"""Used where the Asterisk has them."""


def wanted(available: frozenset[str], websocket: bool, extra: tuple[str, ...]) -> tuple[str, ...]:
    """The modules to load, in order, of those that an Asterisk has (names without `.so`)."""
    optional = (*(_WEBSOCKET if websocket else ()), *_OPUS)
    names = (*REQUIRED, *(name for name in optional if name in available), *extra)
    return tuple(dict.fromkeys(names))
