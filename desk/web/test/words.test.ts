import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import everyPage from "../src/i18n/en";
import customersEnglish from "../src/i18n/customers/en";
import customersRussian from "../src/i18n/customers/ru";
import managerEnglish from "../src/i18n/manager/en";
import managerRussian from "../src/i18n/manager/ru";
import operatorEnglish from "../src/i18n/operator/en";
import operatorRussian from "../src/i18n/operator/ru";
import peopleEnglish from "../src/i18n/people/en";
import peopleRussian from "../src/i18n/people/ru";
import planEnglish from "../src/i18n/plan/en";
import planRussian from "../src/i18n/plan/ru";
import reasonsEnglish from "../src/i18n/reasons/en";
import reasonsRussian from "../src/i18n/reasons/ru";
import everyPageRussian from "../src/i18n/ru";
import signinEnglish from "../src/i18n/signin/en";
import signinRussian from "../src/i18n/signin/ru";
import supervisorEnglish from "../src/i18n/supervisor/en";
import supervisorRussian from "../src/i18n/supervisor/ru";
import { preferred } from "../src/i18n/catalogue";
import { fill, formsOf, placesOf } from "../src/i18n/message";

declare const SOURCE: string;

const en = {
  ...everyPage,
  ...customersEnglish,
  ...managerEnglish,
  ...operatorEnglish,
  ...peopleEnglish,
  ...planEnglish,
  ...reasonsEnglish,
  ...signinEnglish,
  ...supervisorEnglish,
};
const ru = {
  ...everyPageRussian,
  ...customersRussian,
  ...managerRussian,
  ...operatorRussian,
  ...peopleRussian,
  ...planRussian,
  ...reasonsRussian,
  ...signinRussian,
  ...supervisorRussian,
};
const catalogues: Record<string, Record<string, string>> = { en, ru };

const rooms = {
  customers: customersEnglish,
  manager: managerEnglish,
  operator: operatorEnglish,
  people: peopleEnglish,
  plan: planEnglish,
  signin: signinEnglish,
  supervisor: supervisorEnglish,
};

/** The pages that have the words of a room, where it is not the page of that name alone. */
const homes: Record<string, readonly string[]> = { people: ["people", "account"] };

function sources(folder = SOURCE, without: readonly string[] = []): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return without.includes(path) ? [] : sources(path, without);
    return /\.tsx?$/.test(entry.name) ? [readFileSync(path, "utf8")] : [];
  });
}

/** Whether sources ask for a key, by its name or by a name that is put together. */
function askedIn(texts: readonly string[]): (key: string) => boolean {
  const text = texts.join("\n");
  const literal = new Set(
    [...text.matchAll(/"([a-z_]+(?:\.[a-z_0-9]+)+)"/g)].map((m) => m[1] ?? ""),
  );
  const prefixes = [...text.matchAll(/`([a-z_]+\.[a-z_.]*)\$\{[^}]*(?:\([^)]*\))?\}(\w*)`/g)].map(
    (m) => [m[1] ?? "", m[2] ?? ""] as const,
  );
  return (key) =>
    literal.has(key) || prefixes.some(([start, end]) => key.startsWith(start) && key.endsWith(end));
}

test("every catalogue has the same keys with the same places", () => {
  for (const [tag, catalogue] of Object.entries(catalogues)) {
    assert.deepEqual(Object.keys(catalogue), Object.keys(en), tag);
    for (const [key, message] of Object.entries(catalogue)) {
      assert.notEqual(message.trim(), "", `${tag} ${key}`);
      const english = placesOf((en as Record<string, string>)[key] ?? "");
      assert.deepEqual(placesOf(message), english, `${tag} ${key}`);
    }
  }
});

test("every plural has all forms of its language", () => {
  for (const [tag, catalogue] of Object.entries(catalogues)) {
    const wanted = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
    for (const [key, message] of Object.entries(catalogue)) {
      const body = /\{\w+, plural, (.*)\}/.exec(message)?.[1];
      if (body === undefined) continue;
      const forms = [...formsOf(body).keys()].filter((form) => !form.startsWith("="));
      assert.deepEqual(forms.sort(), [...wanted].sort(), `${tag} ${key}`);
    }
  }
});

test("no key is unused and none is missing", () => {
  const text = sources().join("\n");
  const used = askedIn([text]);
  assert.deepEqual(
    Object.keys(en).filter((key) => !used(key)),
    [],
  );
  const asked = [...text.matchAll(/\bt\(\s*"([^"]+)"/g)].map((m) => m[1] ?? "");
  assert.ok(asked.length > 100);
  assert.deepEqual(
    asked.filter((key) => !(key in en)),
    [],
  );
});

test("words that only one page has are asked for by that page alone", () => {
  for (const [room, words] of Object.entries(rooms)) {
    const own = (homes[room] ?? [room]).map((page) => join(SOURCE, "pages", page));
    const used = askedIn(sources(SOURCE, own));
    assert.deepEqual(Object.keys(words).filter(used), [], room);
  }
});

test("places are filled, and those without a value stay to be seen", () => {
  assert.equal(fill("en", "Phone {extension}", { extension: "101" }), "Phone 101");
  assert.equal(fill("en", "Phone {extension}"), "Phone {extension}");
  assert.equal(fill("en", "{a} and {b}", { a: "{b}", b: 2 }), "{b} and 2");
});

test("plural forms follow the language", () => {
  const waiting = (tag: string, n: number) =>
    fill(tag, catalogues[tag]?.["list.total"] ?? "", { n });
  assert.equal(waiting("en", 1), "1 call");
  assert.equal(waiting("en", 0), "0 calls");
  assert.deepEqual(
    [1, 3, 5, 11, 21, 104].map((n) => waiting("ru", n)),
    ["1 звонок", "3 звонка", "5 звонков", "11 звонков", "21 звонок", "104 звонка"],
  );
  assert.equal(fill("en", en["queue.ready"], { n: 0 }), "nobody ready");
  assert.equal(fill("en", "{n, plural, one {# of {all}} other {x}}", { n: 1, all: 9 }), "1 of 9");
});

test("a brace that is not closed is an error, not an endless loop", () => {
  assert.throws(() => fill("en", "Phone {extension"), /brace/);
});

test("the person's choice comes before the browser's wishes, English last", () => {
  assert.equal(preferred("ru", ["en-GB"]), "ru");
  assert.equal(preferred(null, ["fr-FR", "ru-RU", "en"]), "ru");
  assert.equal(preferred("xx", ["fr"]), "en");
});
