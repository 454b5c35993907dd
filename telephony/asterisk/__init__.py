"""Asterisk without a telephony engineer: obtain it, configure it, keep it running.

Nothing here follows calls; that is `telephony.ari`. This room finds or fetches an
Asterisk, writes all of its configuration from our settings, supervises its process and
reads back what the dialplan wrote down while the service was away.
"""
