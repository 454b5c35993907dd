/** The seams of the softphone: what its parts need of the line, of the server and of the page. */

/** What the server gives a page to register with; the password is for this session alone. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
  readonly domain: string;
  readonly path: string;
  readonly expires_at: string;
  readonly ice_servers: readonly RTCIceServer[];
  /** What to dial to hear oneself. */
  readonly echo: string;
}

export interface SessionListener {
  talking(): void;
  /** `lost`: no sound passes any more, though nobody hung up. */
  ended(lost: boolean): void;
  heard(stream: MediaStream): void;
}

/** One call between this page and the server. */
export interface Session {
  readonly call: string;
  readonly leg: string;
  readonly atOnce: boolean;
  readonly from: string;
  readonly connection: RTCPeerConnection | null;
  listen(listener: SessionListener): void;
  answer(stream: MediaStream): void;
  decline(): void;
  refuseAsBusy(): void;
  hangUp(): void;
  /** End it on this side without a word to the server. */
  drop(): void;
  sendDigit(digit: string): void;
}

export interface LineListener {
  closed(code: number): void;
  registered(): void;
  refused(): void;
  invited(session: Session): void;
}

/** A line as `connection.ts` steers it. */
export interface LineLike {
  connect(): void;
  register(): void;
  usePassword(password: string): void;
  close(): void;
  dialEcho(stream: MediaStream, listener: SessionListener): Session;
}

/** What the softphone asks of the server; each raises `ApiError`. */
export interface Server {
  credentials(): Promise<Credentials>;
  takeBack(): Promise<unknown>;
  /** Sent while the page goes: nobody waits for an answer. */
  leaving(): void;
}
