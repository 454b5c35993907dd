import assert from "node:assert/strict";
import { test } from "node:test";
import type { Edit, PlanDoc } from "../src/api/plan-words";
import { momentAt } from "../src/i18n/format";
import { dayOf, keyHolders, makeQueue, makeStep } from "../src/pages/plan/add/make";
import { applied, freeKeys, isSamePlace, put, served, slugOf, valueAt } from "../src/pages/plan/edits";
import { placeAddress, readPlace } from "../src/pages/plan/address";
import { missingIn, promptUses, saidOf } from "../src/pages/plan/prompts/uses";
import { changeWords, type Teller } from "../src/pages/plan/publish/tell";
import { lineStart, marksOf } from "../src/pages/plan/text/lines";

const plan: PlanDoc = {
  name: "Shop",
  timezone: "Europe/Berlin",
  languages: ["en", "ru"],
  prompts: {
    welcome: { en: "Hello", ru: { text: "Здравствуйте" } },
    music: { en: { sound: "demo" } },
  },
  incidents: ["outage"],
  hours: { shop: { week: {} } },
  flow: {
    main: { kind: "menu", say: "welcome", keys: { "1": "support" }, otherwise: "support" },
    bye: { kind: "hang_up", say: "welcome" },
  },
  outside: [],
  numbers: [{ number: "100", start: "main", music: "music" }],
  queues: [{ queue: "support", name: "Support", operators: "all", waiting: null }],
};

test("edits change a copy of the document as the server will", () => {
  const edits: Edit[] = [
    { op: "set", place: ["queues", 0, "waiting", "keys", "1"], value: "bye" },
    { op: "insert", place: ["hours", "shop", "days", 0], value: { date: "2026-12-24" } },
    { op: "remove", place: ["flow", "main", "keys", "1"] },
    { op: "rename", place: ["flow", "main"], name: "menu" },
    { op: "remove", place: ["nowhere", "at", "all"] },
  ];
  const after = applied(plan, edits);
  assert.equal(valueAt(after, ["queues", 0, "waiting", "keys", "1"]), "bye");
  assert.deepEqual(after.hours["shop"]?.days, [{ date: "2026-12-24" }]);
  assert.deepEqual(Object.keys(after.flow), ["menu", "bye"]);
  assert.deepEqual(after.flow["menu"]?.["keys"], {});
  assert.equal(plan.queues[0]?.waiting, null);
  assert.equal(valueAt(plan, ["flow", "main", "keys", "1"]), "support");
  assert.deepEqual(put(["a"], ""), { op: "remove", place: ["a"] });
  assert.deepEqual(put(["a"], 0), { op: "set", place: ["a"], value: 0 });
});

test("an edit of one plan is made in another only where it means the same", () => {
  const sales = { queue: "sales", name: "Sales", operators: "all" as const, waiting: null };
  const other = { ...plan, queues: [sales, ...plan.queues] };
  const renamed = { ...plan, queues: plan.queues.map((each) => ({ ...each, name: "Help" })) };
  const edit: Edit = { op: "set", place: ["queues", 0, "ring_s"], value: 9 };
  assert.equal(isSamePlace(plan, renamed, edit), true);
  assert.equal(isSamePlace(plan, other, edit), false);
  assert.equal(isSamePlace(plan, other, { op: "remove", place: ["queues", 0] }), false);
  assert.equal(isSamePlace(plan, other, { op: "insert", place: ["queues", 1], value: {} }), true);
  assert.equal(isSamePlace(plan, other, { op: "remove", place: ["flow", "bye"] }), true);
});

test("a name is made from what people write, in any script, and is not taken twice", () => {
  assert.equal(slugOf("Opening hours"), "opening_hours");
  assert.equal(slugOf("Часы работы"), "chasy_raboty");
  assert.equal(slugOf("Rück-fragen & Café"), "rueck_fragen_cafe");
  assert.equal(slugOf("—"), "step");
  assert.equal(slugOf("Main", ["main", "main_2"]), "main_3");
});

test("a new step brings its prompt, its way back and its outside number", () => {
  const texts = { en: "We are here.", ru: " " };
  const say = makeStep(plan, { kind: "say", name: "Opening", texts, number: "" }, "main");
  assert.equal(say.target, "opening");
  assert.deepEqual(applied(plan, say.edits).flow["opening"], {
    kind: "say",
    say: "opening",
    next: "main",
  });
  assert.deepEqual(applied(plan, say.edits).prompts["opening"], { en: "We are here." });
  const out = makeStep(
    plan,
    { kind: "transfer", name: "Boss", texts: {}, number: "+49 30 12" },
    "main",
  );
  const led = applied(plan, out.edits);
  assert.deepEqual(led.outside, ["+493012"]);
  assert.deepEqual(led.flow["boss"], { kind: "transfer", number: "+493012", otherwise: "main" });
});

test("a new queue is reached by a key from its first day", () => {
  const wanted = {
    name: "Sales",
    operators: "all" as const,
    threshold_s: 15,
    objective: 0.9,
    hours: "shop",
    closed: "bye",
    menu: "main",
    key: "2",
  };
  const after = applied(plan, makeQueue(plan, wanted).edits);
  assert.equal(after.queues[1]?.queue, "sales");
  assert.deepEqual(after.queues[1]?.waiting, { hours: "shop", closed: "bye" });
  assert.deepEqual(after.flow["main"]?.["keys"], { "1": "support", "2": "sales" });
  assert.deepEqual(
    keyHolders(plan).map((each) => each.id),
    ["flow/main", "queue/support"],
  );
  assert.deepEqual(freeKeys({ "1": "x", "2": "y" }).slice(0, 2), ["3", "4"]);
});

test("a special day says no more than it must", () => {
  const day = {
    date: "2026-12-24",
    until: "",
    name: " Eve ",
    how: "closed",
    hours: "9-13",
    like: "sun",
  } as const;
  assert.deepEqual(dayOf(day), { date: "2026-12-24", name: "Eve", hours: "" });
  assert.deepEqual(dayOf({ ...day, name: "", how: "like", until: "2026-12-26" }), {
    date: "2026-12-24",
    until: "2026-12-26",
    like: "sun",
  });
});

test("who serves a queue: everybody less one is a list", () => {
  const queue = { queue: "a", name: "A", operators: "all" as const };
  assert.deepEqual(served(queue, "vera", false, ["anna", "vera"]), ["anna"]);
  assert.deepEqual(served({ ...queue, operators: ["anna"] }, "vera", true, []), ["anna", "vera"]);
});

test("prompts: where they are heard and in which languages they are missing", () => {
  const uses = promptUses(plan);
  assert.deepEqual(
    uses.get("welcome")?.map((use) => use.id),
    ["flow/main", "flow/bye"],
  );
  assert.deepEqual(
    uses.get("music")?.map((use) => use.id),
    ["number/100"],
  );
  assert.deepEqual(missingIn({ en: "Hello" }, ["en", "ru"]), ["ru"]);
  assert.deepEqual(missingIn({ en: { sound: "demo" } }, ["en", "ru"]), []);
  assert.deepEqual(saidOf({ text: null, file: "up-1" }), { text: "", sound: "", file: "up-1" });
});

test("the address keeps the view and what is open in it", () => {
  assert.deepEqual(readPlace("?view=queues&at=sales"), { view: "queues", at: "sales" });
  assert.deepEqual(readPlace("?view=nonsense"), { view: "flow", at: "" });
  assert.equal(placeAddress({ view: "flow", at: "flow/main" }), "/plan?view=flow&at=flow%2Fmain");
});

test("lines of the text are found and marked, errors before warnings", () => {
  assert.deepEqual(lineStart("a\nbc\nd", 2), [2, 4]);
  assert.deepEqual(lineStart("a\nbc\nd", 9), [5, 6]);
  const at = { place: [], message: "", column: 1 };
  const marks = marksOf([
    { ...at, line: 2, severity: "error" },
    { ...at, line: 2, severity: "warning" },
    { ...at, line: 0, severity: "error" },
  ]);
  assert.deepEqual([...marks], [[2, "error"]]);
});

test("a difference is a sentence with the names of this plan", () => {
  const by: Teller = {
    t: (key, values) => `${key}${values ? `(${Object.values(values).join()})` : ""}`,
    knows: (key) => key === "field.ring_s",
    name: (_, part) => String(part),
    title: (value) => (value === "order" ? "Your order" : value),
    weekday: (key) => `day ${key}`,
    day: (date) => date,
  };
  const told = (place: (string | number)[], before: unknown, after: unknown) =>
    changeWords({ place, before, after, told: "" }, by);
  assert.equal(
    told(["queues", "support", "ring_s"], 15, 20),
    "subject.queues(support) · field.ring_s: 15 → 20",
  );
  assert.equal(told(["flow", "order"], null, { kind: "say" }), "plan.is_new(subject.flow(order))");
  assert.equal(told(["flow", "order"], { kind: "say" }, null), "plan.is_gone(subject.flow(order))");
  const day = { date: "2026-12-24", name: "Eve", hours: "" };
  assert.equal(
    told(["hours", "shop", "days", 0], null, day),
    "subject.hours(shop) · day days: 2026-12-24 Eve",
  );
  assert.equal(
    told(["hours", "shop", "days", 0], day, null),
    "plan.is_gone(subject.hours(shop) · day days · 2026-12-24 Eve)",
  );
  assert.equal(
    told(["flow", "taxi"], null, { kind: "transfer", number: "+4930123456" }),
    "plan.is_new(subject.flow(taxi))",
  );
  assert.equal(
    told(["queues", 1], { queue: "sales", name: "Sales" }, null),
    "plan.is_gone(subject.queues(Sales))",
  );
  assert.equal(
    told(["flow", "main", "keys", "3"], null, "order"),
    "subject.flow(main) · day keys · plan.key_named(3): plan.quoted(Your order)",
  );
});

test("a moment of the day in a zone holds on both sides of a change of the clocks", () => {
  const iso = (day: string, minutes: number, zone: string) =>
    momentAt(day, minutes, zone).toISOString();
  assert.equal(iso("2026-12-01", 540, "Europe/Berlin"), "2026-12-01T08:00:00.000Z");
  assert.equal(iso("2026-07-01", 0, "Europe/Berlin"), "2026-06-30T22:00:00.000Z");
  assert.equal(iso("2026-03-29", 240, "Europe/Berlin"), "2026-03-29T02:00:00.000Z");
  assert.equal(iso("2026-10-25", 120 * 2, "Europe/Berlin"), "2026-10-25T03:00:00.000Z");
});
