/** Pretended reasons: why calls wait, why they came to whom they did, what was promised. */
const full = {
  anna: "Anna Markova",
  boris: "Boris Lind",
  vera: "Vera Papadaki",
  dora: "Dora Nguyen",
  ivan: "Ivan Petrenko",
  lena: "Lena Alexandropoulou-Castellanos",
};

const at = (moment, after) => new Date(Date.parse(moment) + after * 1000).toISOString();

const busy = [
  { operator: "boris", rule: "talking" },
  { operator: "vera", rule: "on_break" },
  { operator: "dora", rule: "wrapping_up" },
  { operator: "lena", rule: "skill", detail: "refunds", has: 3, wants: 5 },
  { operator: "ivan", rule: "signed_out" },
];

function waits(call, waited, over) {
  return {
    type: "WaitExplained",
    call,
    queue: "support",
    waited_s: waited,
    step: 0,
    place: 2,
    ahead: 1,
    excluded: [{ operator: "anna", rule: "offered" }, ...busy],
    forecast: { p50_s: 130, p90_s: 260 },
    ...over,
  };
}

/** An offer as the router would explain it: a call that came, or an operator who freed. */
export function offerTo(name, row) {
  const others = Object.keys(full).filter((other) => other !== name);
  const arrived = (row.waited_s ?? 0) < 30;
  const trace = {
    trigger: arrived ? "call_arrived" : "operator_freed",
    queue: row.queue ?? "support",
    waited_s: row.waited_s ?? 0,
    step: arrived ? 0 : 1,
    chosen: {
      index: arrived ? 0.52 : 3.14,
      operator: name,
      terms: [
        ["waiting", arrived ? 0.05 : 2.2],
        ["predicted", arrived ? 0 : 0.9],
        ["handling", -0.45],
        ["idle", 0.21],
        ["occupancy", -0.38],
        ["fit", 0.45],
        ["scarcity", -0.06],
        ["speed", -0.3],
      ],
    },
    rivals: arrived ? ofOperators(others) : ofCalls(),
    excluded: busy.filter((one) => one.operator !== name).slice(0, 3),
    more_rivals: arrived ? 2 : 0,
  };
  const extension = String(101 + Object.keys(full).indexOf(name));
  return { type: "OfferMade", call: row.id, operator: name, extension, trace };
}

function ofOperators(others) {
  const terms = (idle, occupancy, fit) => [
    ["waiting", 0.05],
    ["handling", -0.5],
    ["idle", idle],
    ["occupancy", occupancy],
    ["fit", fit],
    ["scarcity", -0.4],
    ["speed", -0.28],
  ];
  return [
    { index: 0.11, operator: others.at(-1), terms: terms(0.29, -0.71, 0.5) },
    { index: -0.36, operator: others[0], terms: terms(0.02, -1.02, 0.3) },
  ];
}

const ofCalls = () => [
  { index: 2.61, call: "0193f2a1c0de5f9c7e01", terms: [["waiting", 1.4], ["predicted", 0.9]] },
];

/** `GET calls/ID/why`: of a living call by its id, of a past one whatever the id. */
export function whyOf(call, cards) {
  const card = cards[`calls/${call}`];
  const now = card?.place_since ?? new Date(Date.now() - 3_600_000).toISOString();
  const told = card ? living(call, card) : past(call);
  const moments = told.map(([after, fact]) => ({
    at: at(now, after),
    kind: fact.type === "OfferMade" ? "offer" : "waiting",
    fact,
    names: full,
  }));
  return { call, moments, left_out: 0 };
}

function living(call, card) {
  if (card.queue === "sales") {
    const over = { queue: "sales", place: 1, ahead: 0, forecast: { silent: "thin_data" } };
    return [[0, waits(call, 0, { ...over, more_excluded: 2 })]];
  }
  const told = [[0, waits(call, 0, { place: 3, ahead: 2 })]];
  told.push([15, waits(call, 15, { forecast: { p50_s: 130, p90_s: 260, moved: ["overtaken"] } })]);
  if (!card.ringing.length && !card.operator) return told;
  const row = { id: call, queue: card.queue, waited_s: card.operator ? 8 : 41 };
  return [...told, [18, offerTo(card.operator ?? card.ringing[0], row)]];
}

function past(call) {
  const n = Number(call.split("-")[1] ?? 0);
  if (n % 10 === 7) return [];
  return [
    [0, waits(call, 0, { place: 3, ahead: 2, forecast: { silent: "thin_data" } })],
    [1, { type: "WaitPromised", call, queue: "support", forecast: { p50_s: 130, p90_s: 260 } }],
    [15, waits(call, 15, { place: 1, ahead: 0, step: 1 })],
    [30, waits(call, 30, { place: 1, ahead: 0, step: 1 })],
    [52, offerTo("anna", { id: call, queue: "support", waited_s: n % 2 ? 52.6 : 4 })],
  ];
}

const row = (queue, hour, promised, answered, kept, off) => ({
  queue,
  hour: `2026-11-22T${hour}:00:00+02:00`,
  promised,
  answered,
  kept_p90: kept,
  median_error_s: off,
});

export const promises = {
  rows: [row("support", "09", 21, 19, 0.9474, 24), row("support", "10", 25, 22, 0.9091, 31)],
  all: { promised: 46, answered: 41, kept_p90: 0.9268, median_error_s: 27.5 },
};
