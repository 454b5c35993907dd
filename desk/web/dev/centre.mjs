/**
 * A small pretended call centre for looking at the screens: people, a board and past calls.
 *
 * Each operator begins in another state, so that signing in as each shows every face.
 */
import { offerTo } from "./reasons.mjs";

const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();

export const plan = {
  number: "100",
  queues: [
    { queue: "support", name: "Support", objective: 0.8, threshold_s: 20 },
    { queue: "sales", name: "Sales", objective: 0.9, threshold_s: 15 },
  ],
  break_reasons: [
    { code: "*21", name: "lunch" },
    { code: "*22", name: "coffee" },
    { code: "*23", name: "Inventory" },
  ],
  timezone: "Europe/Athens",
  numbers: ["100"],
  sip_port: 5060,
};

export const people = {
  anna: ["Anna Markova", ["operator"], "101"],
  boris: ["Boris Lind", ["operator"], "102"],
  vera: ["Vera Papadaki", ["operator"], "103"],
  dora: ["Dora Nguyen", ["operator"], "104"],
  ivan: ["Ivan Petrenko", ["operator"], "105"],
  lena: ["Lena Alexandropoulou-Castellanos", ["operator"], "106"],
  sam: ["Sam Osei", ["supervisor"], null],
  mia: ["Mia Hartmann", ["manager"], null],
  admin: ["Administrator", ["administrator"], null],
};

export const callers = [
  ["+44 20 7946 0018", "Harper & Sons"],
  ["+49 30 901820", ""],
  ["+7 495 123-45-67", "Ольга Смирнова"],
  ["+84 24 3825 1234", "Nguyễn Thị Minh Khai"],
  ["", ""],
  ["+30 21 0345 6789", "Δήμητρα Παπαδοπούλου"],
  ["+33 1 70 18 99 00", "<script>alert(1)</script>"],
  ["+1 212 555 0147", "مكتب السلام للتجارة العامة والاستيراد والتصدير"],
];

function operator(name, over) {
  const [full, , extension] = people[name];
  return {
    operator: name,
    name: full,
    extension,
    queues: name === "vera" ? ["support"] : ["support", "sales"],
    availability: "ready",
    reason: "",
    activity: "idle",
    phone: "free",
    since: ago(95),
    call: null,
    wrap_up_until: null,
    answered_today: 9,
    missed_today: 0,
    serves: null,
    disposition: [],
    aside: false,
    occupancy: name === "ivan" ? null : 0.3 + name.length * 0.08,
    ...over,
  };
}

function call(id, who, over) {
  return {
    call: id,
    state: "waiting",
    dialled: "100",
    caller: callers[who][0],
    caller_name: callers[who][1],
    arrived_at: ago(40),
    since: ago(32),
    queue: "support",
    place_since: ago(32),
    priority: 0,
    ringing: [],
    operator: null,
    recording: false,
    forecast_p50_s: null,
    forecast_p90_s: null,
    forecast_at: null,
    silent: "",
    node: null,
    revision: 12,
    language: "en",
    direction: "in",
    menu: "main",
    choice: "1",
    held_since: null,
    muted: false,
    paused: false,
    party: null,
    given_by: null,
    transfers: 0,
    talk_since: over.state === "talking" ? ago(312) : null,
    ...over,
  };
}

const forecast = (p50, p90) => ({
  forecast_p50_s: p50,
  forecast_p90_s: p90,
  forecast_at: ago(4),
  silent: "",
});

export function board() {
  const list = [
    operator("anna", { activity: "offered", phone: "busy", since: ago(7), answered_today: 14 }),
    operator("boris", { activity: "talking", phone: "busy", since: ago(312), call: "c2", serves: "support" }),
    operator("vera", { availability: "break", reason: "lunch", since: ago(1130), missed_today: 2 }),
    operator("dora", {
      activity: "wrapping_up",
      since: ago(12),
      call: "past-3",
      serves: "support",
      wrap_up_until: ago(-600),
      availability: "break",
      reason: "coffee",
    }),
    operator("ivan", { availability: "signed_out", phone: "unreachable", answered_today: 0 }),
    operator("lena", { since: ago(244), missed_today: 1, queues: ["sales"] }),
  ];
  const calls = [
    call("c1", 2, { ringing: ["anna"], since: ago(41), place_since: ago(41), ...forecast(35, 80) }),
    call("c2", 0, { state: "talking", operator: "boris", recording: true, since: ago(312) }),
    call("c3", 3, { since: ago(26), place_since: ago(26), ...forecast(130, 260) }),
    call("c4", 4, { since: ago(9), place_since: ago(9), queue: "sales", silent: "thin_data" }),
    call("c5", 7, {
      state: "ivr",
      node: "main",
      queue: null,
      place_since: null,
      arrived_at: ago(13),
    }),
    call("c6", 5, {
      state: "ivr",
      node: "main",
      queue: null,
      place_since: null,
      arrived_at: ago(3),
    }),
    call("c7", 1, {
      state: "ivr",
      node: "order",
      queue: null,
      place_since: null,
      arrived_at: ago(51),
    }),
  ];
  const level = { variant: "all_offered", threshold_s: 20, objective: 0.8, value: 0.8641 };
  const cards = {
    standing: {
      revision: 12,
      published_at: ago(260_000),
      published_by: "mia",
      closed: {},
      incident: "",
      incident_queues: [],
    },
    service: { lines_up: true, since: ago(9000), why: "" },
    today: {
      day: new Date().toISOString().slice(0, 10),
      offered: 81,
      answered: 73,
      abandoned: 7,
      lost: 1,
      overflowed: 2,
      callbacks: 3,
      messages: 4,
      service_level: level,
      answer_time_mean_s: 14.2,
      answer_time_p90_s: 38.9,
    },
    "queues/support": {
      queue: "support",
      waiting: 2,
      longest_since: ago(41),
      operators_ready: 1,
      forecast_p50_s: 150,
      forecast_p90_s: 320,
      silent: "",
    },
    "queues/sales": {
      queue: "sales",
      waiting: 1,
      longest_since: ago(9),
      operators_ready: 1,
      forecast_p50_s: null,
      forecast_p90_s: null,
      silent: "thin_data",
    },
  };
  for (const card of list) cards[`operators/${card.operator}`] = card;
  for (const card of calls) cards[`calls/${card.call}`] = card;
  return cards;
}

const outcomes = [
  ["answered", "caller_hung_up"],
  ["answered", "operator_hung_up"],
  ["abandoned", "left_in_queue"],
  ["answered", "caller_hung_up"],
  ["answered", "ended_from_desk"],
  ["interrupted", "asterisk_lost"],
  ["answered", "caller_hung_up"],
  ["abandoned", "left_in_menu"],
  ["voicemail", "fallback_message"],
  ["answered", "caller_hung_up"],
];

/** One past call, the same one for the same number on every start but for its day. */
function past(n) {
  const [outcome, reason] = outcomes[n % outcomes.length];
  const talked = outcome === "answered" ? 35 + ((n * 97) % 500) : null;
  const arrived = 400 + n * 740;
  const waited = 3 + ((n * 31) % 70);
  const names = Object.keys(people).slice(0, 4);
  return {
    id: `past-${n}`,
    arrived_at: ago(arrived),
    dialled: "100",
    caller: callers[n % callers.length][0],
    caller_name: callers[n % callers.length][1],
    queue: reason === "left_in_menu" ? null : n % 4 ? "support" : "sales",
    priority: 0,
    operator: talked ? names[n % names.length] : null,
    queued_at: ago(arrived - 6),
    answered_at: talked ? ago(arrived - 6 - waited) : null,
    ended_at: ago(arrived - 6 - waited - (talked ?? 0)),
    outcome,
    end_reason: reason,
    waited_s: waited,
    talked_s: talked,
    offers: talked ? 1 : 0,
    recording: talked && n % 7 ? `rec-${n}` : null,
    source: "service",
  };
}

export const ledger = Array.from({ length: 230 }, (_, n) => past(n));

export function recordingOf(row) {
  if (!row.recording) return null;
  const state = row.id === "past-3" ? "storing" : row.id === "past-4" ? "failed" : "kept";
  return {
    id: row.recording,
    call: row.id,
    state,
    started_at: row.answered_at,
    operator: row.operator,
    duration_s: state === "kept" ? row.talked_s : null,
    size_bytes: state === "kept" ? row.talked_s * 32000 : null,
    why: state === "failed" ? "the disk was full" : null,
  };
}

export function stepsOf(row) {
  const { operator: name } = row;
  const at = (moment, after = 0) => new Date(Date.parse(moment) + after * 1000).toISOString();
  const told = [[row.arrived_at, { type: "CallArrived", dialled: row.dialled }]];
  told.push([at(row.arrived_at, 0.2), { type: "CallAnswered" }]);
  const entered = (node, kind, by) => ({ type: "NodeEntered", node, kind, by });
  told.push([
    at(row.arrived_at, 0.3),
    entered("door", "hours", "start"),
    entered("main", "menu", "open"),
  ]);
  if (row.queue) {
    const key = { type: "KeyChosen", node: "main", key: row.queue === "sales" ? "2" : "1" };
    told.push([at(row.queued_at, -0.1), key, { type: "QueueChosen", queue: row.queue, by: "key" }]);
  }
  if (row.queue) told.push([row.queued_at, { type: "CallQueued", queue: row.queue }]);
  if (name) {
    const offer = offerTo(name, row);
    told.push([at(row.queued_at, 1), offer]);
    const heard = {
      type: "Announced",
      queue: row.queue,
      prompts: ["place"],
      place: 2,
      from_min: 1,
      to_min: 3,
    };
    if (row.waited_s > 20) told.push([at(row.queued_at, 1.2), heard]);
    told.push([at(row.queued_at, 1.4), { type: "OfferRang", operator: name }]);
    const accepted = { type: "OfferEnded", operator: name, result: "accepted" };
    told.push([row.answered_at, accepted, { type: "CallConnected", operator: name }]);
    if (row.recording) told.push([at(row.answered_at, 0.1), { type: "RecordingStarted" }]);
  }
  told.push([row.ended_at, { type: "CallEnded", outcome: row.outcome, reason: row.end_reason }]);
  if (recordingOf(row)?.state === "kept") {
    told.push([at(row.ended_at, 1), { type: "RecordingKept", duration_s: row.talked_s }]);
  }
  return told.map(([moment, ...facts], index) => ({ seq: index + 1, at: moment, facts }));
}
