"""A caller and a phone of our own in plain Python: the built-in test call.

They speak just enough SIP and RTP over UDP to be an ordinary telephone to Asterisk, so
that a fresh installation can be proved without any other program.
"""
