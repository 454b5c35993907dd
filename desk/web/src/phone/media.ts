/**
 * Microphone and loudspeaker. The microphone stays open for the whole shift: an answer need not
 * wait for it, an unplugged one is noticed at once, and browsers do not put the tab to sleep.
 *
 * A call speaks through a copy of the microphone's track. Changing the headset, or losing it,
 * changes that copy and leaves the call alone.
 */
import { signal } from "@preact/signals";
import { type Choice, type Role, inUse, keepChoice, loadChoice, missing, nowhere } from "./devices";
import { measure } from "./meter";
import type { Devices } from "./phone";
import { playOn, type Player } from "./player";
import { type ProblemKind, ofMicrophone } from "./problems";

const goneKind = {
  microphone: "microphone_gone",
  speaker: "speaker_gone",
  ringer: "ringer_gone",
} as const satisfies Record<Role, ProblemKind>;
const failures = ["microphone_denied", "microphone_none", "microphone_busy"] as const;

export type Trouble = (kind: ProblemKind, isThere: boolean) => void;

export class Media {
  readonly devices = signal<Devices>(nowhere);
  readonly muted = signal(false);
  readonly level = signal(0);
  readonly speaker: Player;
  private choice: Choice = loadChoice();
  private microphone: MediaStream | null = null;
  private speaking: MediaStream | null = null;
  private sender: (() => RTCPeerConnection | null) | null = null;
  private listeners = 0;
  private stopMeter: (() => void) | null = null;
  private turn = 0;

  constructor(
    private readonly trouble: Trouble,
    private readonly setRingerOutput: (id: string) => Promise<boolean>,
  ) {
    this.speaker = playOn("speaker", (blocked) => trouble("autoplay_blocked", blocked));
  }

  /** Open the microphone and follow what is plugged in. False when there is no microphone. */
  async start(): Promise<boolean> {
    navigator.mediaDevices.addEventListener("devicechange", this.onChange);
    return this.open();
  }

  stop(): void {
    navigator.mediaDevices.removeEventListener("devicechange", this.onChange);
    this.turn += 1;
    this.silence();
    this.close(this.microphone);
    this.microphone = null;
    this.meter();
    this.devices.value = nowhere;
  }

  /** A stream to speak into a call with. `connection` is where the call's sound goes out. */
  async speakThrough(connection: () => RTCPeerConnection | null): Promise<MediaStream | null> {
    if (!this.isOpen() && !(await this.open())) return null;
    this.close(this.speaking);
    this.speaking = this.copy();
    this.sender = connection;
    return this.speaking;
  }

  hear(stream: MediaStream): void {
    this.speaker.element.srcObject = stream;
    void this.speaker.play();
  }

  /** The call is over. */
  silence(): void {
    this.close(this.speaking);
    this.speaking = null;
    this.sender = null;
    this.muted.value = false;
    this.speaker.stop();
    this.speaker.element.srcObject = null;
  }

  setMuted(muted: boolean): void {
    this.muted.value = muted;
    this.speaking?.getAudioTracks().forEach((track) => (track.enabled = !muted));
  }

  async choose(role: Role, id: string): Promise<void> {
    this.choice = { ...this.choice, [role]: id };
    keepChoice(this.choice);
    this.trouble(goneKind[role], false);
    await this.look();
    if (role === "microphone") await this.open();
  }

  /** Measure the microphone while anybody listens. */
  listen(): () => void {
    this.listeners += 1;
    this.meter();
    let done = false;
    return () => {
      if (done) return;
      done = true;
      this.listeners -= 1;
      this.meter();
    };
  }

  private readonly onChange = (): void => void this.follow();

  /** Something was plugged in or out: use what was chosen, as soon as it is there. */
  private async follow(): Promise<void> {
    const before = this.devices.value.microphone;
    await this.look();
    if (!this.isOpen() || this.devices.value.microphone !== before) await this.open();
  }

  private async look(): Promise<void> {
    const { turn } = this;
    const all = await navigator.mediaDevices.enumerateDevices();
    if (turn !== this.turn) return;
    const devices = inUse(all, this.choice);
    this.devices.value = devices;
    // Before the microphone is allowed there are no ids, and nothing can be said to be missing.
    const gone = devices.microphones.length > 0 ? missing(devices, this.choice) : [];
    const roles: Role[] = ["microphone", "speaker", "ringer"];
    for (const role of roles) this.trouble(goneKind[role], gone.includes(role));
    await this.speaker.setOutput(devices.speaker);
    await this.setRingerOutput(devices.ringer);
  }

  private isOpen(): boolean {
    return this.microphone?.getAudioTracks().some((track) => track.readyState === "live") ?? false;
  }

  private async open(): Promise<boolean> {
    const turn = (this.turn += 1);
    await this.look();
    let opened: MediaStream;
    try {
      opened = await navigator.mediaDevices.getUserMedia({ audio: this.wanted() });
    } catch (error) {
      if (turn === this.turn) this.failed(error);
      return false;
    }
    if (turn !== this.turn) {
      this.close(opened);
      return this.isOpen();
    }
    for (const kind of failures) this.trouble(kind, false);
    opened.getAudioTracks().forEach((track) => (track.onended = this.onChange));
    this.close(this.microphone);
    this.microphone = opened;
    this.meter();
    await this.putIntoCall();
    // Names and ids are told only to a page that may use the microphone.
    await this.look();
    return true;
  }

  private wanted(): MediaTrackConstraints {
    const id = this.devices.value.microphone;
    return {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      channelCount: 1,
      ...(id ? { deviceId: { exact: id } } : {}),
    };
  }

  private failed(error: unknown): void {
    const name = error instanceof DOMException ? error.name : "";
    for (const kind of failures) this.trouble(kind, kind === ofMicrophone(name));
  }

  private copy(): MediaStream {
    const tracks = this.microphone?.getAudioTracks().map((track) => track.clone()) ?? [];
    for (const track of tracks) track.enabled = !this.muted.value;
    return new MediaStream(tracks);
  }

  /** The call that is up goes on with the microphone that is open now. */
  private async putIntoCall(): Promise<void> {
    const connection = this.sender?.();
    if (!connection || this.speaking === null) return;
    const sender = connection.getSenders().find((one) => one.track?.kind === "audio");
    const before = this.speaking;
    this.speaking = this.copy();
    const [track] = this.speaking.getAudioTracks();
    if (sender && track) await sender.replaceTrack(track).catch(() => undefined);
    this.close(before);
  }

  private meter(): void {
    this.stopMeter?.();
    this.stopMeter = null;
    if (this.listeners === 0 || this.microphone === null) return;
    this.stopMeter = measure(this.microphone, (level) => (this.level.value = level));
  }

  private close(stream: MediaStream | null): void {
    for (const track of stream?.getTracks() ?? []) {
      track.onended = null;
      track.stop();
    }
  }
}
