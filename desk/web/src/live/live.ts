/**
 * The connection to the live board: opened at sign-in, kept open, closed at sign-out.
 *
 * A lost connection comes back with a growing pause and goes on after the last number that was
 * taken; after a gap it starts anew. When nothing is heard for five seconds the board is stale:
 * `now` stops at the last word from the server, so that no old figure counts on as if live.
 */
import { effect, signal } from "@preact/signals";
import type { Moment } from "../api/words";
import { Board, type Message } from "./board";
import { ServerClock, backOffMs } from "./clock";

const STALE_AFTER_MS = 5_000;
const TICK_MS = 250;
const SIGNED_OUT = 4401;
const ROLES_CHANGED = 1012;

export type Connection = "connecting" | "live" | "stale";

export const board = new Board();
export const connection = signal<Connection>("connecting");
/** The server's time in milliseconds, moved on every second while the board is live. */
export const now = signal(Date.now());
/** The moment of the last word from the server. */
export const heardAt = signal<Moment | null>(null);

const clock = new ServerClock();
let socket: WebSocket | null = null;
let attempt = 0;
let heardHereMs = 0;
let retry: ReturnType<typeof setTimeout> | undefined;
let ticking: ReturnType<typeof setInterval> | undefined;
let askAnew: () => void = () => undefined;

export function startLive(onEnded: () => void): void {
  askAnew = onEnded;
  stopLive();
  heardHereMs = Date.now();
  ticking = setInterval(tick, TICK_MS);
  window.addEventListener("online", connectNow);
  connect();
}

export function stopLive(): void {
  window.removeEventListener("online", connectNow);
  clearInterval(ticking);
  clearTimeout(retry);
  drop();
  attempt = 0;
  board.clear();
  connection.value = "connecting";
  heardAt.value = null;
}

function connectNow(): void {
  clearTimeout(retry);
  attempt = 0;
  connect();
}

function connect(): void {
  drop();
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const place = board.reached;
  const query = place ? `?epoch=${encodeURIComponent(place.epoch)}&after=${place.seq}` : "";
  const opened = new WebSocket(`${scheme}://${location.host}/ws${query}`);
  socket = opened;
  opened.onmessage = (event) => {
    if (socket === opened) hear(event.data);
  };
  opened.onclose = (event) => {
    if (socket !== opened) return;
    socket = null;
    // In both cases the server must say anew who we are, before there is a board to show.
    if (event.code === SIGNED_OUT || event.code === ROLES_CHANGED) askAnew();
    else again();
  };
}

function again(): void {
  clearTimeout(retry);
  retry = setTimeout(connect, backOffMs(attempt, Math.random()));
  attempt += 1;
}

function drop(): void {
  const old = socket;
  socket = null;
  old?.close();
}

function hear(data: unknown): void {
  let message: Message;
  try {
    message = JSON.parse(String(data)) as Message;
  } catch {
    drop();
    again();
    return;
  }
  if (board.take(message) === "gap") {
    drop();
    again();
    return;
  }
  attempt = 0;
  heardHereMs = Date.now();
  heardAt.value = message.at;
  clock.heard(message.at, heardHereMs);
  if (board.filled.value) connection.value = "live";
  tick();
}

function tick(): void {
  const here = Date.now();
  if (connection.value === "live" && here - heardHereMs > STALE_AFTER_MS) {
    connection.value = "stale";
    // A connection that says nothing is as good as lost.
    connectNow();
  }
  if (connection.value === "stale") return;
  const served = here + clock.offsetMs;
  if (Math.floor(served / 1000) !== Math.floor(now.value / 1000)) now.value = served;
}

// A page that shows old figures says so to the style sheet too: everything live turns grey.
effect(() => {
  if (typeof document !== "undefined") {
    document.documentElement.dataset["board"] = connection.value;
  }
});
