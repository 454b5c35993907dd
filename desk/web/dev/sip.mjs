/**
 * The server's half of a phone's line, as far as a demonstration needs it: registers whoever
 * comes and answers nothing else with sound. A newer page takes the phone from an older one.
 */
import { accept } from "./socket.mjs";

const REPLACED = 4409;
const lines = new Map();

export const credentials = (extension) => ({
  user: `web-${extension}`,
  password: "demo",
  domain: "callwright.invalid",
  path: "/sip",
  expires_at: new Date(Date.now() + 15 * 3_600_000).toISOString(),
  ice_servers: [],
  echo: "*9",
});

/** The answer to a request: 200 with its contact to REGISTER, 480 to a call, none to an ACK. */
function answerTo(message) {
  const [first, ...rest] = message.split("\r\n");
  const [method] = first.split(" ");
  if (method === "ACK" || method === "SIP/2.0") return null;
  const kept = rest.filter((line) => /^(Via|From|To|Call-ID|CSeq|Contact):/i.test(line));
  const head = kept.map((line) =>
    /^To:/i.test(line) && !line.includes(";tag=") ? `${line};tag=demo` : line,
  );
  const word = method === "INVITE" ? "480 Temporarily Unavailable" : "200 OK";
  return [`SIP/2.0 ${word}`, ...head, "Content-Length: 0", "", ""].join("\r\n");
}

/** Take the upgrade request of the phone of `name`. */
export function acceptPhone(request, socket, name) {
  const line = accept(request, socket, {
    protocol: "sip",
    onEnd: () => {
      if (lines.get(name) === line) lines.delete(name);
    },
    onText: (text) => {
      const answer = answerTo(text);
      if (answer !== null) line.sendText(answer);
    },
  });
  lines.get(name)?.close(REPLACED);
  lines.set(name, line);
}
