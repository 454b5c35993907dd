import assert from "node:assert/strict";
import { test } from "node:test";
import examples from "../../../tests/support/why_cases.json";
import type { Explained } from "../src/api/why";
import type { CallCard } from "../src/api/words";
import en from "../src/i18n/reasons/en";
import ru from "../src/i18n/reasons/ru";
import { fill } from "../src/i18n/message";
import { predictionWords, remaining } from "../src/parts/why/predicted";
import { figure, spanWords, tell, type Speaker } from "../src/parts/why/tell";

const catalogues = { en, ru };
const operators: Record<string, string> = examples.operators;
const queues: Record<string, string> = examples.queues;

const speaker = (language: "en" | "ru"): Speaker => ({
  language,
  t: (key, values) =>
    fill(language, (catalogues[language] as Record<string, string>)[key] ?? key, values),
  operator: (name) => operators[name] ?? name,
  queue: (name) => queues[name] ?? name,
  call: (id) => fill(language, catalogues[language]["why.call"], { id: id.slice(-6) }),
  tongue: (tag) => tag,
});

for (const language of ["en", "ru"] as const) {
  const by = speaker(language);
  for (const example of examples.cases) {
    test(`${language}: ${example.name}`, () => {
      const told = tell(example.fact as unknown as Explained, by);
      const shown = {
        lines: told.lines,
        excluded: told.excluded.map((group) => [group.reason, ...group.names]),
        more_excluded: told.moreExcluded,
        candidates: told.candidates,
        terms: told.terms.map((row) => [
          row.word,
          ...row.values.map((value) => (value === null ? "" : figure(value, by))),
        ]),
        sums: told.sums.map((value) => figure(value, by, false)),
        more_candidates: told.moreCandidates,
      };
      assert.deepEqual(shown, example[language]);
    });
  }
}

test("a span says no more than is known", () => {
  const by = speaker("en");
  assert.equal(spanWords(null, null, by), null);
  assert.equal(spanWords(undefined, undefined, by), null);
  assert.equal(spanWords(-3, -1, by), "longer than predicted");
  assert.equal(spanWords(-3, 20, by), "up to 20 s");
  assert.equal(spanWords(30, null, by), "about 30 s");
  assert.equal(spanWords(90, 90.5, by), "about 2 min");
});

test("a language is named as readers name it", () => {
  const fact = {
    type: "WaitExplained",
    call: "c",
    queue: "support",
    waited_s: 0,
    step: 0,
    place: 1,
    ahead: 0,
    excluded: [{ operator: "anna", rule: "language", detail: "el" }],
  } as const satisfies Explained | object;
  const told = tell(
    { ...fact, excluded: [...fact.excluded] },
    { ...speaker("en"), tongue: () => "Greek" },
  );
  assert.deepEqual(told.excluded, [{ reason: "Does not speak Greek", names: ["Anna"] }]);
});

test("what has passed since a prediction is waited already", () => {
  const at = "2026-11-22T10:00:00Z";
  const card = { forecast_p50_s: 60, forecast_p90_s: 150, forecast_at: at } as CallCard;
  const left = remaining(card, Date.parse(at) + 40_000);
  assert.deepEqual([left.p50, left.p90], [20, 110]);
  const silent = {
    forecast_p50_s: null,
    forecast_p90_s: null,
    forecast_at: null,
    silent: "beyond",
  };
  const none = remaining(silent as CallCard, 0);
  assert.deepEqual(none, { p50: null, p90: null, silent: "beyond" });
  assert.equal(predictionWords({ p50: null, p90: null, silent: "" }), null);
});
