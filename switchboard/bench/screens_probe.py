"""What the bench plants into a page before the page's own script: it looks on, nothing else.

Times are the page's own monotonic clock counted from the epoch of this machine, in
milliseconds: `performance.timeOrigin + performance.now()`.
"""

PAINTS = """
(() => {
  const seen = new Set();
  const paints = [];
  const now = () => performance.timeOrigin + performance.now();
  const look = () => {
    const number = document.querySelector(".panel.call.ringing .caller .number");
    const shown = number && number.textContent;
    if (!shown || seen.has(shown)) return;
    seen.add(shown);
    requestAnimationFrame(() => requestAnimationFrame(() => paints.push([shown, now()])));
  };
  const all = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(look).observe(document, all);
  window.benchPaints = paints;
})();
"""
"""Notes for each caller's number when it was first painted as a call that rings: the second
animation frame after it came into the document."""

EARS = """
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const told = { clicks: [], begun: 0, heard: [] };
  window.benchEars = told;
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button");
    if (button) told.clicks.push([button.title, performance.timeOrigin + event.timeStamp]);
  }, { capture: true });
  const Connection = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Connection {
    constructor(...given) {
      super(...given);
      const begun = now();
      this.addEventListener("track", ({ receiver }) => {
        const timer = setInterval(async () => {
          if (this.signalingState === "closed") clearInterval(timer);
          for (const each of (await receiver.getStats()).values()) {
            if (each.type !== "inbound-rtp" || !(each.audioLevel > LEVEL)) continue;
            if (!told.heard.some(([known]) => known === begun)) told.heard.push([begun, now()]);
            clearInterval(timer);
          }
        }, 20);
      });
    }
  };
})();
"""
"""Notes clicks on buttons and, of each audio connection, when it was made and when sound that
could be heard was first played out of it. Browsers renew these figures every 50 ms."""

LEVEL = 0.01
"""The share of full scale above which the page hears something: a quiet voice is above."""


def ears() -> str:
    """`EARS` with its level."""
    return EARS.replace("LEVEL", str(LEVEL))
