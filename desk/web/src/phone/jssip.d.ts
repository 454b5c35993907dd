/** As much of JsSIP's types as is used; its own need packages that a page has no use for. */
declare module "jssip/lib/UA.js" {
  export interface Socket {
    readonly via_transport: string;
    readonly url: string;
    readonly sip_uri: string;
    connect(): void;
    disconnect(): void;
    send(message: string): boolean;
    onconnect(): void;
    ondisconnect(error: boolean, code?: number, reason?: string): void;
    ondata(data: string | ArrayBuffer): void;
  }

  export interface Configuration {
    sockets: Socket[];
    uri: string;
    password: string;
    register: boolean;
    register_expires: number;
    session_timers: boolean;
    no_answer_timeout: number;
    connection_recovery_min_interval: number;
    connection_recovery_max_interval: number;
  }

  export interface Request {
    getHeader(name: string): string | undefined;
  }

  export interface Ending {
    status_code?: number;
    cause?: string;
  }

  export interface MediaOptions {
    mediaStream: MediaStream;
    pcConfig: RTCConfiguration;
  }

  export interface RTCSession {
    readonly connection: RTCPeerConnection | null;
    readonly remote_identity: { display_name: string | null; uri: { user: string | null } };
    answer(options: MediaOptions): void;
    terminate(options?: Ending): void;
    sendDTMF(tones: string, options: { transportType: "RFC2833" }): void;
    sendRequest(method: string, options?: object): void;
    isEnded(): boolean;
    on(event: "confirmed" | "failed", listener: () => void): void;
    on(event: "ended", listener: (event: { cause: string }) => void): void;
    on(
      event: "peerconnection",
      listener: (event: { peerconnection: RTCPeerConnection }) => void,
    ): void;
    on(event: "icecandidate", listener: (event: { ready: () => void }) => void): void;
  }

  interface CallOptions extends MediaOptions {
    eventHandlers: {
      peerconnection: (event: { peerconnection: RTCPeerConnection }) => void;
      icecandidate: (event: { ready: () => void }) => void;
      confirmed: () => void;
      ended: (event: { cause: string }) => void;
      failed: () => void;
    };
  }

  export default class UA {
    constructor(configuration: Configuration);
    readonly transport: { connect(): void; disconnect(): void };
    start(): void;
    register(): void;
    isRegistered(): boolean;
    set(parameter: "password", value: string): boolean;
    call(target: string, options: CallOptions): RTCSession;
    on(event: "connected", listener: () => void): void;
    on(event: "disconnected", listener: (event: { code?: number }) => void): void;
    on(event: "registered", listener: () => void): void;
    on(
      event: "registrationFailed",
      listener: (event: { response: { status_code: number } | null }) => void,
    ): void;
    on(
      event: "newRTCSession",
      listener: (event: {
        originator: "local" | "remote";
        session: RTCSession;
        request: Request;
      }) => void,
    ): void;
  }
}
