"""The desk: the HTTP and WebSocket door of the centre, sign-in, roles and the screens.

Reads what other rooms keep through the ports of `vocabulary` and turns every click into
an input for the inbox. Decides nothing about calls.
"""
