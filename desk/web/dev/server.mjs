/**
 * Serves the built screens over a pretended call centre: `npm run demo`.
 *
 * Sign in as anna, boris, vera, dora, ivan, lena (operators), sam (supervisor), mia (manager) or
 * admin; the password of all is "demo". Loopback only. `--port N` chooses the port (default 8300),
 * 0 any free one.
 */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { board, ledger, people, plan, recordingOf, stepsOf } from "./centre.mjs";
import { desk, planMore, withDispositions } from "./desk.mjs";
import * as planning from "./planning.mjs";
import { promises, whyOf } from "./reasons.mjs";
import { acceptPhone, credentials } from "./sip.mjs";
import { accept } from "./socket.mjs";
import { peaks, wav } from "./tone.mjs";

const dist = join(dirname(fileURLToPath(import.meta.url)), "../dist");
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "font-src 'self'; connect-src 'self'; media-src 'self' blob:; base-uri 'none'; " +
  "form-action 'self'; frame-ancestors 'none'";
const types = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const sessions = new Map();
const clients = new Set();
const epoch = randomBytes(4).toString("hex");
const cards = board();
let seq = 1;

class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    Object.assign(this, { status, code });
  }
}

const refuse = (...why) => {
  throw new Refusal(...why);
};
const now = () => new Date().toISOString();
const tokenOf = (request) => /callwright_session=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
const nameOf = (request) => sessions.get(tokenOf(request));
const isOperator = (name) => people[name][1].includes("operator");

function sees(name, key) {
  if (!isOperator(name)) return true;
  if (key === "service" || key.startsWith("queues/") || key === `operators/${name}`) return true;
  return key.startsWith("calls/") && concerns(name, cards[key]);
}

const concerns = (name, card) =>
  card?.operator === name || card?.party?.operator === name || card?.ringing.includes(name);

function publish(set, drop = []) {
  const before = new Map([...clients].map((c) => [c, drop.filter((key) => sees(c.name, key))]));
  for (const key of drop) delete cards[key];
  Object.assign(cards, set);
  seq += 1;
  for (const client of clients) {
    const mine = Object.entries(set).filter(([key]) => sees(client.name, key));
    const message = { type: "delta", seq, at: now(), set: Object.fromEntries(mine) };
    client.send({ ...message, drop: before.get(client) });
  }
}

function meOf(name) {
  const [display, roles, extension] = people[name];
  const csrf = "demo";
  return { name, display_name: display, roles, extension, csrf, language: null };
}

function listCalls(name, asked) {
  const want = (field, key) => !asked.get(key) || field === asked.get(key);
  const text = (asked.get("search") ?? "").toLowerCase();
  const fits = ledger.filter(
    (row) =>
      (!isOperator(name) || row.operator === name) &&
      want(row.queue, "queue") &&
      want(row.operator, "operator") &&
      want(row.outcome, "outcome") &&
      want(row.end_reason, "end_reason") &&
      (!asked.get("day") || row.arrived_at.startsWith(asked.get("day"))) &&
      (!asked.get("has_recording") || row.recording) &&
      `${row.caller} ${row.caller_name}`.toLowerCase().includes(text),
  );
  const from = fits.findIndex((row) => row.id === asked.get("before")) + 1;
  const calls = fits.slice(from, from + Number(asked.get("limit") ?? 50));
  const rest = from + calls.length < fits.length;
  return { calls, total: fits.length, next_before: rest ? calls.at(-1).id : null };
}

function find(id) {
  const row = ledger.find((known) => known.id === id || known.recording === id);
  if (!row) throw new Refusal(404, "not_found", `There is no call ${id}.`);
  return row;
}

function planNow() {
  const told = { ...plan, ...planning.planTold(), ...planMore };
  return { ...told, queues: told.queues.map(withDispositions) };
}

function changeOperator(name, change) {
  const key = `operators/${name}`;
  publish({ [key]: { ...cards[key], since: now(), ...change } });
  return [202, { accepted: true }];
}

function endCall(id) {
  const card = cards[`calls/${id}`];
  const name = card?.operator;
  if (!name) throw new Refusal(404, "not_found", `There is no living call ${id}.`);
  work.release(id, name);
  return [202, { accepted: true }];
}

const work = desk({ cards, publish, people, plan, ledger, refuse });

/** The API's answers as `[status, body]`; anything unknown is refused. */
function api(method, path, asked, body, name) {
  const [room, id, part, last] = path.split("/").map(decodeURIComponent);
  const deed = `${method} ${[room, id && "*", part, last].filter(Boolean).join("/")}`;
  const answer = work.api(deed, id, asked, body, name);
  if (answer) return answer;
  switch (deed) {
    case "GET session":
      return [200, meOf(name)];
    case "POST phone/*":
      return [200, id === "credentials" ? credentials(people[name][2]) : {}];
    case "GET plan":
      return [200, planNow()];
    case "GET calls":
      return [200, listCalls(name, asked)];
    case "GET calls/*":
      return [200, { call: find(id), steps: stepsOf(find(id)), recording: recordingOf(find(id)) }];
    case "GET calls/*/why":
      return [200, whyOf(id, cards)];
    case "GET promises":
      return [200, promises];
    case "GET recordings/*/peaks":
      return [200, peaks(find(id).talked_s, Number(asked.get("buckets")))];
    case "POST operators/*/availability": {
      const change = { availability: body.availability, reason: body.reason ?? "" };
      return changeOperator(id, change);
    }
    case "POST calls/*/hangup":
      return endCall(id);
    default:
      return planApi(deed, asked, body, name, { id });
  }
}

function restand(change) {
  publish({ standing: { ...cards.standing, ...change } });
  return [202, { accepted: true }];
}

/** Somebody else's revision is told to every screen. */
function published(revision) {
  restand({ revision: revision.revision, published_at: revision.at, published_by: revision.by });
  return [201, revision];
}

function planApi(deed, asked, body, name, { id }) {
  const path = deed.replace("plan/*", `plan/${id}`);
  switch (path) {
    case "GET plan/draft":
      return [200, planning.draftNow()];
    case "PUT plan/draft":
      return [200, planning.save(body, name)];
    case "POST plan/draft/edits":
      return [200, planning.edit(body, name)];
    case "DELETE plan/draft":
      planning.dropDraft();
      return [200, {}];
    case "POST plan/check":
      return [200, planning.checked(body.text)];
    case "GET plan/picture":
      return [200, planning.picture(planning.draftNow().text)];
    case "GET plan/differences":
      return [200, planning.differences()];
    case "GET plan/weeks":
      return [
        200,
        planning.weeks(asked.get("calendar"), asked.get("since"), Number(asked.get("days") ?? 7)),
      ];
    case "POST plan/publish":
      return published(planning.publish(body, name));
    case "POST plan/rollback":
      return published(planning.rollBack(body, name));
    case "GET plan/revisions":
      return [200, planning.history()];
    case "POST plan/replay":
      return [202, planning.startReplay(body)];
    case "GET plan/replay":
      return [200, planning.replayNow()];
    case "POST plan/hours-import":
      return [200, planning.importHours(body)];
    case "GET standing":
      return [200, cards.standing];
    case "POST hours/*/close":
      return restand({ closed: { ...cards.standing.closed, [id]: body.until ?? null } });
    case "POST hours/*/open": {
      const { [id]: _, ...closed } = cards.standing.closed;
      return restand({ closed });
    }
    case "POST incident":
      return restand({ incident: body.prompt, incident_queues: body.queues });
    case "DELETE incident":
      return restand({ incident: "", incident_queues: [] });
    case "POST prompts/*":
      return [201, { file: `up-${randomBytes(4).toString("hex")}` }];
    default:
      throw new Refusal(404, "not_found", `There is no ${deed}.`);
  }
}

function signIn(response, { name, password }) {
  if (!people[name] || password !== "demo") {
    throw new Refusal(401, "wrong_credentials", "Name and password do not fit.");
  }
  const token = randomBytes(16).toString("hex");
  sessions.set(token, name);
  const cookie = `callwright_session=${token}; HttpOnly; SameSite=Strict; Path=/`;
  response.setHeader("Set-Cookie", cookie);
  return [200, meOf(name)];
}

function sendAudio(request, response, id) {
  if (recordingOf(find(id))?.state !== "kept") {
    throw new Refusal(409, "still_being_stored", "The recording is still being stored.");
  }
  const file = wav(find(id).talked_s);
  const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? "");
  const from = range ? Number(range[1]) : 0;
  const to = range?.[2] ? Number(range[2]) : file.length - 1;
  response.writeHead(range ? 206 : 200, {
    "Content-Type": "audio/wav",
    "Accept-Ranges": "bytes",
    "Content-Length": to - from + 1,
    ...(range ? { "Content-Range": `bytes ${from}-${to}/${file.length}` } : {}),
  });
  response.end(request.method === "HEAD" ? undefined : file.subarray(from, to + 1));
}

async function bodyOf(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  if (/json/.test(request.headers["content-type"] ?? "")) return JSON.parse(text);
  return text;
}

async function answerApi(request, response, url) {
  const path = url.pathname.slice("/api/v1/".length);
  const body = await bodyOf(request);
  const deed = `${request.method} ${path}`;
  const name = nameOf(request);
  if (deed !== "POST session" && !name) throw new Refusal(401, "signed_out", "Sign in first.");
  if (deed === "DELETE session") {
    sessions.delete(tokenOf(request));
    response.writeHead(204).end();
    return;
  }
  if (path.endsWith("/audio")) return sendAudio(request, response, path.split("/")[1]);
  if (deed === "POST prompts/speak") {
    response.writeHead(200, { "Content-Type": "audio/wav" }).end(planning.speech(body.text));
    return undefined;
  }
  const [status, answer] =
    deed === "POST session"
      ? signIn(response, body)
      : api(request.method, path, url.searchParams, body, name);
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(answer));
}

async function answerFile(response, path) {
  const asset = /^\/assets\/([\w.-]+)$/.exec(path)?.[1];
  const known = /^\/(signin|operator|supervisor|manager|plan)?$/.test(path);
  if (!asset && !known) throw new Refusal(404, "not_found", `There is no ${path}.`);
  const file = await readFile(join(dist, asset ? `assets/${asset}` : "index.html"));
  const type = asset ? types[extname(asset)] : "text/html; charset=utf-8";
  response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": csp }).end(file);
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://127.0.0.1");
  try {
    if (url.pathname.startsWith("/api/v1/")) await answerApi(request, response, url);
    else await answerFile(response, url.pathname);
  } catch (error) {
    const { status = 500, code = "failed", message, more = {} } = error;
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ error: { code, message, ...more } }));
  }
});

server.on("upgrade", (request, socket) => {
  const name = nameOf(request);
  if (name && request.url === "/sip") return acceptPhone(request, socket, name);
  const client = { name, ...accept(request, socket, { onEnd: () => clients.delete(client) }) };
  if (!name) return client.close(4401);
  const seen = Object.entries(cards).filter(([key]) => sees(name, key));
  client.send({ type: "snapshot", epoch, seq, at: now(), cards: Object.fromEntries(seen) });
  clients.add(client);
});

setInterval(() => {
  for (const client of clients) client.send({ type: "ping", at: now() });
}, 2000).unref();

// With `--still` nothing happens by itself.
if (!process.argv.includes("--still")) {
  setInterval(() => work.live(new Set([...clients].map((client) => client.name))), 1000).unref();
}

const chosen = process.argv.indexOf("--port");
server.listen(chosen > 0 ? Number(process.argv[chosen + 1]) : 8300, "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}/ (anna, sam, mia; password demo)`);
});
