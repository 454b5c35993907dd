/** Makes the page's phone: the softphone with the server's API behind it. */
import { ask } from "../api/http";
import type { Phone, PhoneCall } from "./phone";
import type { Server } from "./ports";
import type { Announcement } from "./ringer";
import { Softphone } from "./softphone";

export interface Opening {
  /** The operator whose phone it is: the name of who is signed in. */
  readonly operator: string;
  /** The session's token for changes, as it is at that moment. */
  readonly token: () => string;
  /** What a notification says of a call that rings while the tab is in the background. */
  readonly announce: (call: PhoneCall) => Announcement;
}

/** A phone that is off. There is one for each page; `start` it when the person works with it. */
export function openPhone(opening: Opening): Phone {
  const server: Server = {
    credentials: () => ask("POST", "/phone/credentials"),
    takeBack: () => ask("POST", `/operators/${encodeURIComponent(opening.operator)}/take-back`),
    leaving: () => {
      // The page goes away: only a request that outlives it arrives.
      void fetch("/api/v1/phone/leaving", {
        method: "POST",
        keepalive: true,
        credentials: "same-origin",
        headers: { "X-Callwright-Token": opening.token() },
      }).catch(() => undefined);
    },
  };
  return new Softphone({ server, announce: opening.announce });
}
