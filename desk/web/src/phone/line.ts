/**
 * The SIP line: the one module that knows the SIP library. It is loaded when a phone starts.
 *
 * When to connect and what to do after a loss is decided by `connection.ts`; the library's own
 * retries are put off for a day. A lost connection ends no call: sound goes on without it.
 */
import UA, { type Request, type RTCSession } from "jssip/lib/UA.js";
import type { Credentials, LineListener, Session, SessionListener } from "./ports";
import { LOST, SipSocket } from "./sip-socket";

/** Short, so that the server soon knows of a page that went without a word. */
const EXPIRES_S = 90;
const RING_LIMIT_S = 3_600;
const NEVER_S = 86_400;
/** A first way to reach this machine is enough on most networks: others get this long. */
const CANDIDATES_MS = 200;
const DECLINED = 603;
const BUSY = 486;
const MEDIA_LOST = "RTP Timeout";

export class Line {
  private readonly ua: UA;
  private readonly domain: string;
  private readonly echo: string;
  private readonly iceServers: RTCIceServer[];

  constructor(credentials: Credentials, listener: LineListener) {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.domain = credentials.domain;
    this.echo = credentials.echo;
    this.iceServers = [...credentials.ice_servers];
    this.ua = new UA({
      sockets: [new SipSocket(`${scheme}://${location.host}${credentials.path}`, this.domain)],
      uri: `sip:${credentials.user}@${this.domain}`,
      password: credentials.password,
      register: true,
      register_expires: EXPIRES_S,
      session_timers: false,
      no_answer_timeout: RING_LIMIT_S,
      connection_recovery_min_interval: NEVER_S,
      connection_recovery_max_interval: NEVER_S,
    });
    this.ua.on("disconnected", ({ code }) => listener.closed(code ?? LOST));
    this.ua.on("registered", () => listener.registered());
    this.ua.on("registrationFailed", ({ response }) => {
      // Without a response it is the connection that failed, and `closed` says so.
      if (response) listener.refused();
    });
    this.ua.on("newRTCSession", ({ originator, session, request }) => {
      if (originator === "remote") {
        listener.invited(new SipSession(session, this.iceServers, request));
      }
    });
    this.ua.start();
  }

  connect(): void {
    this.ua.transport.connect();
  }

  /** Register now; silence in answer closes the connection. */
  register(): void {
    this.ua.register();
  }

  usePassword(password: string): void {
    this.ua.set("password", password);
  }

  close(): void {
    this.ua.transport.disconnect();
  }

  dialEcho(stream: MediaStream, listener: SessionListener): Session {
    const made = this.ua.call(`sip:${this.echo}@${this.domain}`, {
      mediaStream: stream,
      pcConfig: { iceServers: this.iceServers },
      eventHandlers: {
        peerconnection: ({ peerconnection }) => hear(peerconnection, listener),
        icecandidate: ({ ready }) => setTimeout(ready, CANDIDATES_MS),
        confirmed: () => listener.talking(),
        ended: ({ cause }) => listener.ended(cause === MEDIA_LOST),
        failed: () => listener.ended(false),
      },
    });
    return new SipSession(made, this.iceServers, null);
  }
}

function hear(connection: RTCPeerConnection, listener: SessionListener): void {
  connection.addEventListener("track", ({ streams, track }) => {
    listener.heard(streams[0] ?? new MediaStream([track]));
  });
}

class SipSession implements Session {
  readonly call: string;
  readonly leg: string;
  readonly atOnce: boolean;
  readonly from: string;

  constructor(
    private readonly session: RTCSession,
    private readonly iceServers: RTCIceServer[],
    request: Request | null,
  ) {
    this.call = request?.getHeader("X-Callwright-Call") ?? "";
    this.leg = request?.getHeader("X-Callwright-Leg") ?? "";
    this.atOnce = request?.getHeader("X-Callwright-Answer") === "at-once";
    const { display_name, uri } = session.remote_identity;
    this.from = display_name || (uri.user ?? "");
    this.keepCallWhenMediaIsLost();
  }

  get connection(): RTCPeerConnection | null {
    return this.session.connection;
  }

  listen(listener: SessionListener): void {
    this.session.on("peerconnection", ({ peerconnection }) => hear(peerconnection, listener));
    this.session.on("icecandidate", ({ ready }) => setTimeout(ready, CANDIDATES_MS));
    this.session.on("confirmed", () => listener.talking());
    this.session.on("ended", ({ cause }) => listener.ended(cause === MEDIA_LOST));
    this.session.on("failed", () => listener.ended(false));
  }

  answer(stream: MediaStream): void {
    this.session.answer({ mediaStream: stream, pcConfig: { iceServers: this.iceServers } });
  }

  decline(): void {
    this.end(DECLINED);
  }

  refuseAsBusy(): void {
    this.end(BUSY);
  }

  hangUp(): void {
    this.end();
  }

  drop(): void {
    this.session.sendRequest = () => undefined;
    this.end();
  }

  sendDigit(digit: string): void {
    this.session.sendDTMF(digit, { transportType: "RFC2833" });
  }

  private end(status?: number): void {
    if (this.session.isEnded()) return;
    this.session.terminate(status ? { status_code: status } : {});
  }

  /**
   * The library hangs up when no sound can pass any more, as after a change of the network. To
   * the server a hang-up is the operator's will and ends the call: go silently instead, and the
   * call is taken back.
   */
  private keepCallWhenMediaIsLost(): void {
    const { session } = this;
    const terminate = session.terminate.bind(session);
    session.terminate = (ending) => {
      if (session.isEnded()) return;
      if (ending?.cause === MEDIA_LOST) session.sendRequest = () => undefined;
      terminate(ending);
    };
  }
}
