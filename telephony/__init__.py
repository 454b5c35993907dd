"""Calls and legs. The core (`moves`, `call`, `book`, `survey`, `plan`) is pure.

`telephony.ari` carries out its commands on Asterisk, `telephony.asterisk` obtains,
configures and watches Asterisk itself.
"""
