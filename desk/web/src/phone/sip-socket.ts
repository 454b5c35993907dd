/**
 * The WebSocket below the SIP library. It notices silence: a request that hears nothing back in
 * five seconds means that the connection is gone, whatever the operating system believes.
 */
import type { Socket } from "jssip/lib/UA.js";

export const SILENCE_LIMIT_MS = 5_000;
/** What the browser says of a connection that was lost, so also of one that we give up. */
export const LOST = 1006;
/** Tells the server that the connection is given up, and not that the page goes away. */
const GIVEN_UP = 4000;
const OPEN = 1;

export class SipSocket implements Socket {
  readonly via_transport = "WS";
  readonly sip_uri: string;
  onconnect: Socket["onconnect"] = () => undefined;
  ondisconnect: Socket["ondisconnect"] = () => undefined;
  ondata: Socket["ondata"] = () => undefined;
  private socket: WebSocket | null = null;
  private silence: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly url: string,
    domain: string,
  ) {
    this.sip_uri = `sip:${domain};transport=ws`;
  }

  connect(): void {
    this.forget()?.close(GIVEN_UP);
    const opened = new WebSocket(this.url, "sip");
    this.socket = opened;
    this.expectWord();
    opened.onopen = () => {
      this.heard();
      this.onconnect();
    };
    opened.onmessage = (event) => {
      this.heard();
      this.ondata(String(event.data));
    };
    opened.onclose = (event) => {
      this.forget();
      this.ondisconnect(!event.wasClean, event.code, event.reason);
    };
  }

  /** Leave on purpose: the server learns that the page is gone. */
  disconnect(): void {
    this.forget()?.close(1000);
  }

  send(message: string): boolean {
    if (this.socket?.readyState !== OPEN) return false;
    this.socket.send(message);
    if (/^(?!ACK|SIP)[A-Z]+ sip/.test(message)) this.expectWord();
    return true;
  }

  private expectWord(): void {
    this.silence ??= setTimeout(() => this.giveUp(), SILENCE_LIMIT_MS);
  }

  private heard(): void {
    clearTimeout(this.silence);
    this.silence = undefined;
  }

  private giveUp(): void {
    const silent = this.forget();
    if (silent === null) return;
    silent.close(GIVEN_UP);
    this.ondisconnect(true, LOST);
  }

  /** Listen no more to the socket that there is, and hand it out. */
  private forget(): WebSocket | null {
    this.heard();
    const old = this.socket;
    this.socket = null;
    if (old) old.onopen = old.onmessage = old.onclose = null;
    return old;
  }
}
