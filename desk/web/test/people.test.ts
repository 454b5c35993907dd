import assert from "node:assert/strict";
import { test } from "node:test";
import { auditQuery } from "../src/pages/people/audit-query";
import { viewsOf } from "../src/pages/people/may";
import { browserOf } from "../src/pages/people/browser-name";

test("each role sees its views of people", () => {
  assert.deepEqual(viewsOf(["administrator"]), ["people", "teams", "skills", "audit"]);
  assert.deepEqual(viewsOf(["supervisor"]), ["teams", "skills"]);
  assert.deepEqual(viewsOf(["operator", "manager"]), ["teams", "skills", "audit"]);
});

test("a browser is told by its name", () => {
  const chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36";
  const edge = "Mozilla/5.0 (Windows NT 10.0) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0";
  const safari = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15";
  assert.equal(browserOf(chrome), "Chrome 142, Linux");
  assert.equal(browserOf(edge), "Edge 142, Windows");
  assert.equal(browserOf(safari), "Safari 26, Mac OS X");
  assert.equal(browserOf("curl/8"), "curl/8");
  assert.equal(browserOf(""), "–");
});

test("the audit is asked for whole days, and only for what is wished", () => {
  const none = { person: "", action: " ", target: "", since: "", until: "" };
  assert.equal(auditQuery(none, null).toString(), "");
  const asked = auditQuery({ ...none, person: " ada ", until: "2026-11-22" }, 7);
  assert.equal(asked.get("person"), "ada");
  assert.equal(asked.get("before"), "7");
  assert.equal(asked.get("until"), new Date("2026-11-23T00:00:00").toISOString());
});
