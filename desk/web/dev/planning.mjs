/** The pretended keeper of the plan: draft, checks, picture, weeks, revisions, replay. */
import { parse, write } from "./yaml.mjs";
import { nodeDefaults, numberDefaults, queueDefaults, shop, ways } from "./shop.mjs";
import { wav } from "./tone.mjs";

const now = () => new Date().toISOString();
const ago = (days) => new Date(Date.now() - days * 86_400_000).toISOString();
const builtIn = ["goodbye", "callback_offer", "leave_message", "transferring", "closed_now"];
const clone = (value) => JSON.parse(JSON.stringify(value));

export class Refused extends Error {
  constructor(status, code, message, more = {}) {
    super(message);
    Object.assign(this, { status, code, more });
  }
}

const opening = "# The plan of the example shop. Comments stay where they are.\n";
const texts = new Map([[12, opening + write(shop)]]);
const revisions = [
  {
    revision: 12,
    at: ago(3),
    by: "mia",
    note: "Orders by telephone",
    changes: ["Step “order” is new.", "Menu “main”: key 3 leads to “order”."],
    rollback_of: null,
  },
  {
    revision: 11,
    at: ago(9),
    by: "mia",
    note: "",
    changes: ["Queue Support: wrap-up 15 s → 20 s."],
    rollback_of: 9,
  },
  {
    revision: 10,
    at: ago(10),
    by: "admin",
    note: "Longer rings",
    changes: ["Queue Support: ring time 15 s → 40 s."],
    rollback_of: null,
  },
];
for (const old of [10, 11]) texts.set(old, opening + write({ ...shop, name: "Shop" }));
let draft = null;
let replay = { state: "none", progress: 0, told: "", result: null };

const inForce = () => revisions[0].revision;
const published = () => texts.get(inForce());
const textNow = () => draft?.text ?? published();

export function check(text) {
  let read;
  try {
    read = parse(text);
  } catch (error) {
    const finding = {
      place: [],
      message: error.message,
      severity: "error",
      line: error.line ?? 1,
      column: 1,
    };
    return { value: null, findings: [finding] };
  }
  const { value, lineOf } = read;
  const findings = [];
  const say = (place, message, severity = "error") =>
    findings.push({ place, message, severity, line: lineOf(place), column: 1 });
  const flow = value.flow ?? {};
  const queues = value.queues ?? [];
  const targets = new Set([...Object.keys(flow), ...queues.map((each) => each.queue)]);
  const target = (place, name) => {
    if (name && !targets.has(name)) say(place, `there is no step or queue ${name}`);
  };
  const reached = new Set();
  const prompts = new Set([...Object.keys(value.prompts ?? {}), ...builtIn]);
  for (const [name, node] of Object.entries(flow)) {
    if (!nodeDefaults[node.kind]) say(["flow", name, "kind"], `${node.kind} is not a kind of step`);
    if (node.say && !prompts.has(node.say))
      say(["flow", name, "say"], `there is no prompt ${node.say}`);
    for (const way of ways) target(["flow", name, way], node[way]);
    if (node.kind === "menu")
      for (const key of Object.keys(node.keys ?? {}))
        target(["flow", name, "keys", key], node.keys[key]);
  }
  for (const edge of edgesOf(value)) reached.add(edge.target);
  for (const name of Object.keys(flow)) {
    if (!reached.has(`flow/${name}`))
      say(["flow", name], "no number and no step leads here", "warning");
  }
  for (const [name, texts] of Object.entries(value.prompts ?? {})) {
    for (const language of value.languages ?? []) {
      if (!texts[language] && !name.startsWith("music")) {
        say(
          ["prompts", name],
          `there is no text in ${language}; callers hear ${value.languages[0]}`,
          "warning",
        );
      }
    }
  }
  queues.forEach((queue, n) => {
    if (!queue.name) say(["queues", n, "name"], "a queue needs a name");
    for (const [key, to] of Object.entries(queue.waiting?.keys ?? {}))
      target(["queues", n, "waiting", "keys", key], to);
  });
  findings.sort((a, b) => (a.severity < b.severity ? -1 : 1));
  return { value, findings };
}

function edgesOf(value) {
  const flow = value.flow ?? {};
  const id = (name) => (name in flow ? `flow/${name}` : `queue/${name}`);
  const edges = [];
  const add = (source, name, label) => name && edges.push({ source, target: id(name), label });
  for (const each of value.numbers ?? []) {
    add(`number/${each.number}`, each.start ?? each.queue, "");
    if (each.person) add(`number/${each.number}`, each.person, "person");
  }
  for (const [name, node] of Object.entries(flow)) {
    const source = `flow/${name}`;
    if (node.kind === "menu")
      for (const [key, to] of Object.entries(node.keys ?? {})) add(source, to, key);
    if (node.kind === "queue") add(source, node.queue, "next");
    for (const way of ways) add(source, node[way], way);
    if (["message", "callback", "hang_up", "transfer"].includes(node.kind) && !node.next) {
      edges.push({ source, target: "end/end", label: "" });
    }
  }
  for (const queue of value.queues ?? []) {
    const { waiting = {} } = queue;
    add(`queue/${queue.queue}`, waiting.closed, "closed");
    for (const [key, to] of Object.entries(waiting.keys ?? {}))
      add(`queue/${queue.queue}`, to, key);
    for (const each of waiting.overflow ?? []) add(`queue/${queue.queue}`, each.to, each.when);
  }
  return edges;
}

const plain = (name) => (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll("_", " ");

export function picture(text) {
  const { value, findings } = check(text);
  if (!value) return { nodes: [], edges: [] };
  const of = (...start) =>
    findings.flatMap((each, n) =>
      start.every((part, i) => String(each.place[i]) === String(part)) ? [n] : [],
    );
  const node = (id, kind, name, title, told, found) => ({
    id,
    kind,
    name,
    title,
    told,
    findings: found,
  });
  const nodes = (value.numbers ?? []).map((each, n) =>
    node(`number/${each.number}`, "number", each.number, each.number, "", of("numbers", n)),
  );
  for (const [name, each] of Object.entries(value.flow ?? {})) {
    const told = value.prompts?.[each.say]?.en ?? each.hours ?? each.question ?? "";
    nodes.push(
      node(
        `flow/${name}`,
        each.kind,
        name,
        plain(name),
        typeof told === "string" ? told : "",
        of("flow", name),
      ),
    );
  }
  (value.queues ?? []).forEach((each, n) =>
    nodes.push(
      node(
        `queue/${each.queue}`,
        "queue",
        each.queue,
        each.name ?? each.queue,
        "",
        of("queues", n),
      ),
    ),
  );
  nodes.push(node("end/end", "end", "end", "", "", []));
  const known = new Set(nodes.map((each) => each.id));
  return { nodes, edges: edgesOf(value).filter((edge) => known.has(edge.target)) };
}

function document(value) {
  const full = { outside: [], incidents: [], operators: {}, ...clone(value) };
  full.queues = full.queues.map((each) => ({
    ...queueDefaults,
    ...each,
    waiting: { ...queueDefaults.waiting, ...each.waiting },
  }));
  full.numbers = full.numbers.map((each) => ({ ...numberDefaults, ...each }));
  for (const [name, each] of Object.entries(full.flow))
    full.flow[name] = { ...nodeDefaults[each.kind], ...each };
  for (const each of Object.values(full.hours))
    Object.assign(each, { holidays: null, days: [], timezone: "", ...each });
  return full;
}

const isWrong = (findings) => findings.some((each) => each.severity === "error");

export function checked(text) {
  const { value, findings } = check(text);
  return { findings, document: isWrong(findings) ? null : document(value), picture: picture(text) };
}

export function draftNow() {
  const text = textNow();
  const { findings, document: read } = checked(text);
  const { base, version, saved_at, saved_by } = draft ?? {
    base: inForce(),
    version: 0,
    saved_at: null,
    saved_by: "",
  };
  return { text, base, version, saved_at, saved_by, findings, document: read, in_force: inForce() };
}

function keep(text, version, by) {
  if (version !== (draft?.version ?? 0))
    throw new Refused(409, "draft_changed", "Somebody else saved the draft meanwhile.");
  draft = {
    text,
    base: draft?.base ?? inForce(),
    version: version + 1,
    saved_at: now(),
    saved_by: by,
  };
  return draftNow();
}

export const save = ({ text, version }, by) => keep(text, version, by);

export function edit({ version, edits }, by) {
  const { value } = check(textNow());
  if (!value) throw new Refused(422, "refused", "The text cannot be read; mend it first.");
  for (const each of edits) {
    apply(value, each);
    if (each.op === "rename" && each.place[0] === "flow") follow(value, each.place[1], each.name);
  }
  return keep(opening + write(value), version, by);
}

/** Whatever named a step by its old name names it anew. */
function follow(holder, from, to) {
  for (const [key, each] of Object.entries(holder)) {
    if (each === from && !["say", "name", "hours", "question", "key", "kind"].includes(key))
      holder[key] = to;
    else if (each && typeof each === "object") follow(each, from, to);
  }
}

function apply(value, { op, place, value: wanted, name }) {
  const last = place.at(-1);
  let at = value;
  for (const [n, part] of place.slice(0, -1).entries()) {
    if (at[part] === undefined || at[part] === null) {
      if (op !== "set" && op !== "insert")
        throw new Refused(422, "refused", `${place.join(".")} does not exist.`);
      at[part] = op === "insert" && n === place.length - 2 ? [] : {};
    }
    at = at[part];
  }
  if (op === "set") at[last] = wanted;
  else if (op === "insert") at.splice(Number(last), 0, wanted);
  else if (op === "remove" && Array.isArray(at)) at.splice(Number(last), 1);
  else if (op === "remove") delete at[last];
  else if (op === "rename") {
    const entries = Object.entries(at).map(([key, each]) => [key === last ? name : key, each]);
    for (const key of Object.keys(at)) delete at[key];
    Object.assign(at, Object.fromEntries(entries));
  }
}

export function dropDraft() {
  draft = null;
}

function compare(before, after, place, changes) {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  const maps = [before, after].every((each) => each && typeof each === "object");
  if (!maps || place.length > 3) {
    const show = (each) =>
      each === undefined ? "nothing" : typeof each === "object" ? "…" : String(each);
    const told = `${place.join(" · ")}: ${show(before)} → ${show(after)}`;
    changes.push({ place, before: before ?? null, after: after ?? null, told });
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    compare(
      before[key],
      after[key],
      [...place, Array.isArray(after) ? (after[key]?.queue ?? Number(key)) : key],
      changes,
    );
  }
}

export function differences() {
  const changes = [];
  const { value } = check(textNow());
  if (value) compare(parse(published()).value, value, [], changes);
  return { changes };
}

const names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const minutes = (clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const spansOf = (text) =>
  (text ?? "")
    .split(",")
    .filter((each) => each.trim())
    .map((each) => {
      const [start, until] = each.trim().split("-");
      return { start: minutes(start), until: minutes(until) };
    });
const greek = {
  "01-01": "New Year's Day",
  "01-06": "Epiphany",
  "12-25": "Christmas Day",
  "12-26": "Second Day of Christmas",
  "03-25": "Independence Day",
};

export function weeks(calendar, since, days) {
  const plan = check(textNow()).value?.hours?.[calendar];
  if (!plan) throw new Refused(404, "not_found", `There is no calendar ${calendar}.`);
  const order = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  const usual = (name) => {
    for (const [key, spans] of Object.entries(plan.week ?? {})) {
      const [from, to = from] = key.split("-");
      if (order.indexOf(name) >= order.indexOf(from) && order.indexOf(name) <= order.indexOf(to))
        return spansOf(spans);
    }
    return [];
  };
  return {
    days: Array.from({ length: days }, (_, n) => {
      const day = new Date(Date.parse(`${since}T12:00:00Z`) + n * 86_400_000);
      const date = day.toISOString().slice(0, 10);
      const name = names[day.getUTCDay()];
      const own = (plan.days ?? []).findLast(
        (each) => date >= each.date && date <= (each.until ?? each.date),
      );
      if (own)
        return {
          date,
          spans: own.like ? usual(own.like) : spansOf(own.hours),
          why: own.name ?? "",
          holiday: false,
        };
      const holiday = plan.holidays ? greek[date.slice(5)] : undefined;
      if (holiday)
        return { date, spans: spansOf(plan.holidays.hours), why: holiday, holiday: true };
      return { date, spans: usual(name), why: "", holiday: false };
    }),
  };
}

function add(text, note, by, changes, rollback_of) {
  const revision = { revision: inForce() + 1, at: now(), by, note, changes, rollback_of };
  texts.set(revision.revision, text);
  revisions.unshift(revision);
  draft = null;
  return revision;
}

export function publish({ version, note }, by) {
  if (version !== (draft?.version ?? 0))
    throw new Refused(409, "draft_changed", "Somebody else saved the draft meanwhile.");
  const { findings } = check(textNow());
  if (isWrong(findings)) throw new Refused(422, "refused", "The plan has errors.", { findings });
  return add(
    textNow(),
    note ?? "",
    by,
    differences().changes.map((each) => each.told),
    null,
  );
}

export function rollBack({ revision, note }, by) {
  if (!texts.has(revision))
    throw new Refused(404, "not_found", `There is no revision ${revision}.`);
  return add(texts.get(revision), note ?? "", by, [`As revision ${revision}.`], revision);
}

export const history = () => ({ revisions });

const figures = (level, mean, p90, left, diff) => ({
  policies: [
    {
      policy: "ours",
      service_level: level,
      wait_mean_s: mean,
      wait_p90_s: p90,
      abandonment: left,
      occupancy_gini: 0.08,
    },
  ],
  paired: diff ?? [],
});

export function startReplay({ days }) {
  if (replay.state === "running") throw new Refused(409, "running", "A replay is running.");
  replay = {
    state: "running",
    progress: 0,
    told: `${days * 81} calls of ${days} days`,
    result: null,
  };
  const timer = setInterval(() => {
    replay.progress = Math.min(1, replay.progress + 0.08);
    if (replay.progress < 1) return;
    clearInterval(timer);
    const near = (diff, low, high) => ({ diff, ci95: [low, high] });
    const paired = [
      {
        against: "published",
        service_level: near(0.031, 0.012, 0.05),
        wait_mean_s: near(-4.1, -7, -1.2),
        wait_p90_s: near(-11.8, -19.4, -4.2),
        abandonment: near(-0.006, -0.015, 0.003),
      },
    ];
    replay = {
      ...replay,
      state: "done",
      result: {
        calls: days * 81,
        published: figures(0.812, 21.4, 58.3, 0.061),
        draft: figures(0.843, 17.3, 46.5, 0.055, paired),
      },
    };
  }, 300);
  return replay;
}

export const replayNow = () => replay;

export const speech = (text) => wav(Math.min(6, 1 + text.length / 18));

export const planTold = () => {
  const { value } = check(published());
  const nodes = Object.entries(value.flow).map(([name, each]) => [
    name,
    { kind: each.kind, title: plain(name) },
  ]);
  return {
    revision: inForce(),
    languages: value.languages,
    nodes: Object.fromEntries(nodes),
    calendars: Object.keys(value.hours),
    incidents: value.incidents,
    queues: value.queues.map((each) => ({
      queue: each.queue,
      name: each.name,
      objective: each.objective ?? 0.8,
      threshold_s: each.threshold_s ?? 20,
    })),
  };
};

/** `DTSTART`, `DTEND` and `SUMMARY` of each event. */
export function importHours(text) {
  const days = text
    .split("BEGIN:VEVENT")
    .slice(1)
    .map((event) => {
      const of = (name) => new RegExp(`${name}[^:]*:(.*)`).exec(event)?.[1]?.trim() ?? "";
      const day = of("DTSTART").replace(/^(\d{4})(\d\d)(\d\d).*/, "$1-$2-$3");
      return { date: day, until: null, name: of("SUMMARY"), hours: "", like: null };
    });
  return { days, messages: [`${days.length} days read`] };
}
