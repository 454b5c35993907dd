import assert from "node:assert/strict";
import { test } from "node:test";
import type { Customer } from "../src/api/customers";
import { changeOf, draftOf, isChanged, rebased, type Draft } from "../src/pages/customers/draft";
import { confirms, keepOf, linesOf, resultOf, turned } from "../src/pages/customers/joining";
import { mayAnswer, mayJoin } from "../src/pages/customers/may";

const number = (text: string) => ({ number: text, shown: text, as_given: text });

function card(over: Partial<Customer> = {}): Customer {
  return {
    id: "c1",
    version: 1,
    name: "Eve",
    company: "",
    language: "",
    vip: false,
    preferred_operator: null,
    notes: "",
    numbers: [number("+4930123456")],
    fields: {},
    changed_at: null,
    changed_by: null,
    ...over,
  };
}

const saying = (draft: Draft, said: Record<string, string>): Draft => ({
  ...draft,
  said: { ...draft.said, ...said },
});

test("a change says only what differs, and an emptied field is said as empty", () => {
  const before = draftOf(card({ vip: true, fields: { level: "Gold" } }));
  assert.equal(isChanged(before, before), false);
  const after = saying(before, { name: " Eva ", vip: "", "field:level": "" });
  assert.deepEqual(changeOf(before, { ...after, numbers: ["+4930123456", " "] }), {
    name: "Eva",
    vip: false,
    fields: { level: "" },
  });
  const numbers = ["+4930123456", "+4940111111"];
  assert.deepEqual(changeOf(before, { ...before, numbers }), { numbers });
  const gone = saying(draftOf(card({ preferred_operator: "anna" })), { preferred_operator: "" });
  const change = changeOf(draftOf(card({ preferred_operator: "anna" })), gone);
  assert.deepEqual(change, { preferred_operator: null });
});

test("what somebody else changed is taken, what both changed is asked, mine stays till then", () => {
  const before = draftOf(card());
  const theirs = draftOf(card({ name: "Eva", company: "Acme", notes: "same" }));
  const mine = saying(before, { name: "Evelyn", language: "de", notes: "same" });
  const { draft, told } = rebased(before, theirs, mine);
  assert.equal(draft.said["name"], "Evelyn");
  assert.equal(draft.said["company"], "Acme");
  assert.equal(draft.said["language"], "de");
  assert.deepEqual(told, [
    { key: "name", before: "Eve", theirs: "Eva", mine: "Evelyn" },
    { key: "company", before: "", theirs: "Acme", mine: null },
    { key: "notes", before: "", theirs: "same", mine: null },
  ]);
});

test("numbers that either side added or took away are kept so", () => {
  const numbers = ["1", "2", "3"].map(number);
  const before = draftOf(card({ numbers }));
  const theirs = draftOf(card({ numbers: ["2", "3", "4"].map(number) }));
  const { draft, told } = rebased(before, theirs, { ...before, numbers: ["1", "3", "5"] });
  assert.deepEqual(draft.numbers, ["3", "4", "5"]);
  assert.deepEqual(
    told.map(({ key, theirs: now }) => [key, now]),
    [["numbers", "2; 3; 4"]],
  );
});

test("a merge keeps the staying card's values, fills what it lacks and joins the notes", () => {
  const into = card({ notes: "one", fields: { level: "Gold" } });
  const from = card({
    id: "c2",
    name: "Eva",
    company: "Acme",
    notes: "two",
    fields: { level: "Silver", since: "2020-01-01" },
  });
  const lines = linesOf(into, from, ["since", "level"]);
  const results = Object.fromEntries(lines.map((line) => [line.key, resultOf(line, undefined)]));
  assert.deepEqual(results, {
    name: "Eve",
    company: "Acme",
    notes: "one\n\ntwo",
    "field:since": "2020-01-01",
    "field:level": "Gold",
  });
  const since = lines.find((line) => line.key === "field:since");
  assert.equal(since?.open, false);
});

test("a choice wins, goes to the server by its plain name, and turns with the cards", () => {
  const lines = linesOf(card(), card({ name: "Eva", fields: { x: "1" } }), []);
  const choices = { name: "from", "field:x": "from" } as const;
  const first = lines.find((line) => line.key === "name");
  assert.ok(first);
  assert.equal(resultOf(first, "from"), "Eva");
  // Where only one card has a field there is nothing to choose.
  assert.deepEqual(keepOf(lines, choices), { name: "from" });
  assert.deepEqual(turned({ name: "from", notes: "into" }), { name: "into", notes: "from" });
});

test("only the card's name, company or number confirms", () => {
  const eve = card({ company: "Acme" });
  for (const typed of ["Eve", " Acme ", "+4930123456", "+49 30 123456"]) {
    assert.equal(confirms(typed, eve), true, typed);
  }
  for (const typed of ["", " ", "eve", "123456", "-"]) assert.equal(confirms(typed, eve), false, typed);
  assert.equal(confirms("c1", card({ name: "", numbers: [] })), true);
});

test("supervisors join cards; only who answers for the data takes all or erases", () => {
  assert.equal(mayJoin(["supervisor"]), true);
  assert.equal(mayAnswer(["supervisor"]), false);
  assert.equal(mayAnswer(["operator", "manager"]), true);
  assert.equal(mayJoin(["operator"]), false);
});
