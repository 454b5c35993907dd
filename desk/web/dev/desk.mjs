/**
 * What an operator does at the pretended centre: hold, consult, give away, call out, write notes.
 *
 * `live` makes things happen by themselves: calls come to whoever is ready, a colleague who is
 * rung picks up, a wrap-up ends when its time is over.
 */
import { callers } from "./centre.mjs";
import { customersApi, fields } from "./customers.mjs";

const leaf = (code, name) => ({ code, name, children: [] });
const dispositions = [
  { code: "order", name: "Order", children: [leaf("new", "New order"), leaf("status", "Status")] },
  {
    code: "problem",
    name: "Problem",
    children: [
      leaf("solved", "Solved"),
      leaf("ticket", "Ticket opened"),
      leaf("other", "Passed on"),
    ],
  },
  leaf("question", "Question answered"),
  leaf("wrong", "Wrong number"),
];

/** What the plan tells the screen besides. */
export const planMore = {
  dialling: true,
  transfer_numbers: [
    { number: "+30 21 0000 1111", name: "Warehouse" },
    { number: "+44 20 7946 0555", name: "Accountant" },
  ],
  customer_fields: fields,
};

const ofSales = [leaf("sold", "Sold"), leaf("no", "Not sold")];

export const withDispositions = (queue) => ({
  ...queue,
  dispositions: queue.queue === "support" ? dispositions : ofSales,
  disposition_required: queue.queue === "support",
  wrap_up_s: 60,
});

const moment = (inS = 0) => new Date(Date.now() + inS * 1000).toISOString();
const notes = new Map();
let calls = 100;

export function desk(world) {
  const { cards, publish, people, ledger, refuse } = world;
  const operator = (name) => cards[`operators/${name}`];
  const setOperator = (name, change) =>
    publish({ [`operators/${name}`]: { ...operator(name), since: moment(), ...change } });
  const setCall = (id, change) =>
    publish({ [`calls/${id}`]: { ...cards[`calls/${id}`], ...change } });
  const need = (id) => cards[`calls/${id}`] ?? refuse(404, "not_found", `There is no call ${id}.`);
  const accepted = [202, { accepted: true }];

  function release(id, name) {
    const queue = cards[`calls/${id}`]?.queue ?? "support";
    publish({}, [`calls/${id}`]);
    setOperator(name, {
      activity: "wrapping_up",
      call: id,
      serves: queue,
      wrap_up_until: moment(60),
      phone: "free",
    });
  }

  function hold(id, { held }) {
    setCall(id, { held_since: held ? moment() : null });
    setOperator(need(id).operator, { activity: held ? "holding" : "talking" });
    return accepted;
  }

  function transfer(id, body) {
    const call = need(id);
    if (body.operator && operator(body.operator).activity !== "idle") {
      refuse(409, "operator_busy", `${people[body.operator][0]} is in another call.`);
    }
    if (!body.consult) {
      release(id, call.operator);
      return accepted;
    }
    const party = { state: "ringing", since: moment(), operator: body.operator ?? null };
    setCall(id, { held_since: moment(), party: { ...party, number: body.number ?? "" } });
    setOperator(call.operator, { activity: "holding" });
    return accepted;
  }

  function consult(id, { move }) {
    const call = need(id);
    if (move === "complete") release(id, call.operator);
    else if (move === "cancel") setCall(id, { party: null, held_since: null });
    else {
      setCall(id, { party: { ...call.party, state: "conference" }, held_since: null });
    }
    if (move !== "complete") setOperator(call.operator, { activity: "talking" });
    return accepted;
  }

  function newCall(who, over) {
    calls += 1;
    const [caller, caller_name] = callers[who % callers.length];
    const base = Object.values(cards).find((card) => card.call && card.dialled);
    const fresh = { ...base, call: `c${calls}`, caller, caller_name, node: null, party: null };
    const times = { arrived_at: moment(-31), since: moment(), place_since: moment(-22) };
    const place = { operator: null, ringing: [], queue: "support" };
    const state = { ...place, state: "waiting", recording: false };
    const more = { menu: "main", choice: "1", direction: "in", held_since: null, muted: false };
    return { ...fresh, ...times, ...state, ...more, paused: false, given_by: null, ...over };
  }

  function answer(name) {
    const ringing = Object.values(cards).find((card) => card.ringing?.includes(name));
    if (!ringing) return;
    const talk = { state: "talking", operator: name, ringing: [], recording: true };
    setCall(ringing.call, { ...talk, since: moment(), talk_since: moment() });
    const { call, queue } = ringing;
    setOperator(name, { activity: "talking", phone: "busy", call, serves: queue, disposition: [] });
  }

  function ring(name, who = calls) {
    const call = newCall(who, { ringing: [name] });
    publish({ [`calls/${call.call}`]: call });
    setOperator(name, { activity: "offered", phone: "busy" });
  }

  function dial(name, { number, queue }) {
    if (/999/.test(number)) refuse(409, "dial_refused", "The plan does not allow this number.");
    const about = { caller: number, caller_name: "", queue: queue ?? null, direction: "out" };
    const state = { state: "dialling", operator: name, menu: null, choice: "" };
    const call = newCall(0, { ...about, ...state });
    publish({ [`calls/${call.call}`]: call });
    const serves = queue ?? null;
    setOperator(name, { activity: "talking", phone: "busy", call: call.call, serves });
    return accepted;
  }

  function targets() {
    const operators = Object.values(cards)
      .filter((card) => card.extension)
      .map(({ operator: name, name: full, extension, availability, activity, phone }) => ({
        operator: name,
        name: full,
        extension,
        availability,
        activity,
        phone,
        may_take: activity === "idle" && phone === "free" && availability !== "signed_out",
      }));
    const queues = world.plan.queues.map(({ queue, name }) => {
      const { waiting, operators_ready } = cards[`queues/${queue}`];
      return { queue, name, waiting, operators_ready };
    });
    return [200, { operators, queues, numbers: planMore.transfer_numbers }];
  }

  function saveNotes(id, { text, version }, name) {
    const kept = notes.get(id);
    if ((kept?.version ?? 0) !== version) {
      refuse(409, "notes_changed", "Somebody else changed these notes meanwhile.");
    }
    const saved = { text, version: version + 1, saved_at: moment(), saved_by: name };
    notes.set(id, saved);
    return [200, saved];
  }

  function api(deed, id, asked, body, name) {
    switch (deed) {
      case "POST calls/*/hold":
        return hold(id, body);
      case "POST calls/*/mute":
        setCall(id, { muted: body.muted });
        return accepted;
      case "POST calls/*/recording":
        setCall(id, { paused: body.paused });
        return accepted;
      case "POST calls/*/transfer":
        return transfer(id, body);
      case "POST calls/*/consult":
        return consult(id, body);
      case "GET transfer-targets":
        return targets();
      case "PUT calls/*/disposition":
        publish({ [`operators/${name}`]: { ...operator(name), disposition: body.codes } });
        return [200, { codes: body.codes }];
      case "GET calls/*/notes":
        return [200, notes.get(id) ?? { text: "", version: 0, saved_at: null, saved_by: null }];
      case "PUT calls/*/notes":
        return saveNotes(id, body, name);
      case "POST operators/*/decline":
        for (const card of Object.values(cards)) {
          if (card.ringing?.includes(id)) setCall(card.call, { ringing: [] });
        }
        setOperator(id, { activity: "idle", phone: "free" });
        return accepted;
      case "POST operators/*/dial":
        return dial(id, body);
      case "POST operators/*/wrap-up/end":
        if (operator(id).serves === "support" && !(operator(id).disposition ?? []).length) {
          refuse(409, "disposition_needed", "Choose an outcome first.");
        }
        setOperator(id, { activity: "idle", wrap_up_until: null, call: null, disposition: [] });
        return accepted;
      case "POST demo/*":
        if (id === "answer") answer(name);
        else if (id === "ring") ring(name, body.who);
        else setCall(body.call, body.change);
        return accepted;
      default:
        return customersApi(deed, id, { asked, body, name, ledger, refuse });
    }
  }

  /** What happens by itself, looked at once a second. */
  function live(here) {
    const old = (card, seconds) => Date.now() - Date.parse(card.since) > seconds * 1000;
    for (const card of Object.values(cards)) {
      if (card.extension && here.has(card.operator)) {
        if (card.activity === "idle" && card.availability === "ready" && old(card, 12)) {
          if (card.phone === "free") ring(card.operator);
        } else if (card.activity === "offered" && old(card, 9)) answer(card.operator);
      }
      if (card.wrap_up_until && Date.parse(card.wrap_up_until) < Date.now()) {
        setOperator(card.operator, { activity: "idle", wrap_up_until: null, call: null });
      }
      if (card.party?.state === "ringing" && old(card.party, 3)) {
        setCall(card.call, { party: { ...card.party, state: "talking", since: moment() } });
      }
      if (card.state === "dialling" && old(card, 4)) {
        const began = { since: moment(), talk_since: moment() };
        setCall(card.call, { state: "talking", recording: true, ...began });
      }
    }
  }

  return { api, live, release };
}
