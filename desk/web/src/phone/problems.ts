/** What keeps the softphone from working; the page has words for each, and shows the worst. */

/** In the order of weight: the first that is there is told. */
const KINDS = [
  "insecure", // neither https nor localhost: browsers give no microphone
  "no_webrtc", // the browser cannot do it
  "microphone_denied", // the person or a policy said no
  "microphone_none", // nothing to speak into
  "microphone_busy", // another program has it, or it does not start
  "not_allowed", // this person has no extension, or may not use a softphone
  "wrong_credentials", // the server refused what it gave out itself, again and again
  "autoplay_blocked", // the browser plays nothing before a click
  "microphone_gone", // the chosen one was unplugged; another is in use
  "speaker_gone",
  "ringer_gone",
] as const;

export type ProblemKind = (typeof KINDS)[number];

export interface PhoneProblem {
  readonly kind: ProblemKind;
}

/** The problem to tell among those that are there. */
export function worst(kinds: ReadonlySet<ProblemKind>): PhoneProblem | null {
  const kind = KINDS.find((known) => kinds.has(known));
  return kind ? { kind } : null;
}

/** Why a microphone did not open, from the name of the browser's error. */
export function ofMicrophone(errorName: string): ProblemKind {
  switch (errorName) {
    case "NotAllowedError":
    case "SecurityError":
      return "microphone_denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "microphone_none";
    default:
      return "microphone_busy";
  }
}
