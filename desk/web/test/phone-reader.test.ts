import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { type Classes, makeReader } from "../src/phone/sip-reader";

declare const SOURCE: string;

// The library's own grammar and classes, whole as they come.
const library = createRequire(join(SOURCE, "phone/phone.ts"));
const whole = library("jssip/lib/Grammar.js") as { parse: (text: string, rule: string) => unknown };
const read = makeReader({
  uri: library("jssip/lib/URI.js") as Classes["uri"],
  address: library("jssip/lib/NameAddrHeader.js") as Classes["address"],
});

/** What both must say alike: addresses as they are written out, and what the library asks for. */
function told(parsed: unknown): unknown {
  if (Array.isArray(parsed)) return parsed.map((one: { parsed: unknown }) => told(one.parsed));
  if (typeof parsed !== "object" || parsed === null) return parsed;
  const { display_name, _parameters, uri } = parsed as Record<string, unknown>;
  if (_parameters && uri) return { display_name, _parameters, uri: String(uri) };
  if (_parameters) return String(parsed);
  const known = Object.entries(parsed as object).filter(
    ([name, value]) => !ignored.has(name) && value !== undefined,
  );
  return Object.fromEntries(known.map(([name, value]) => [name, told(value)]).sort());
}

/** Kept by the whole grammar on its way and asked for by nobody. */
const ignored = new Set(["sip_version", "rport", "host_type", "params", "uri_params", "password"]);

const uris = [
  "sip:web-101@callwright.invalid",
  "sip:k3@x1.invalid;transport=WS",
  "sip:asterisk@192.0.2.2:5060;transport=ws;lr",
  "sip:*9@callwright.invalid",
  "sip:+4930%20123@[2001:db8::1]:5060",
  "sip:callwright.invalid",
  "sips:a@B.example",
  "sip:a:secret@b.example",
  "sip:J%C3%BCrgen@b.example",
  "tel:+4930",
  "sip:",
  "sip:a b@c",
  "nothing",
  "",
];
const names = ['"Anna"', '"J\u00fcrgen \\"\u041a\u0430\\""', '"<script>, ; \\\\"', "Anna M", ""];
const params = ["", ";tag=as7", ';expires=59;+sip.instance="<urn:uuid:a;b,c>"', ";lr", ";=x"];
const addresses = uris.flatMap((uri) => [
  ...names.flatMap((name) => params.map((param) => `${name} <${uri}>${param}`.trim())),
  ...(uri.includes(";") ? [] : params.map((param) => `${uri}${param}`)),
]);
const broken = ['"open <sip:a@b>', "<sip:a@b", "sip:a@b>", '"a" "b" <sip:a@b>', "\u00fc <sip:a@b>"];

const lines: Record<string, string[]> = {
  Request_Response: [
    "SIP/2.0 200 OK",
    "SIP/2.0 401 Unauthorized",
    "SIP/2.0 603 Decline, \u00fc",
    "SIP/2.0 180 ",
    ...uris.filter((uri) => !uri.startsWith("tel")).map((uri) => `INVITE ${uri} SIP/2.0`),
    "BYE sip:k3@127.0.0.1:47836;transport=WS SIP/2.0",
    "BYE sip:a@b",
  ],
  SIP_URI: uris,
  From: [...addresses, ...broken],
  To: [...addresses, ...broken],
  Name_Addr_Header: addresses.filter((line) => /^[^;]*</.test(line)),
  Contact: [...addresses, "<sip:a@b>;q=1, \"x, y\" <sip:c@d>;expires=3", "<sip:a@b>,"],
  Record_Route: ["<sip:127.0.0.1:8088;transport=ws;lr>", "<sip:a@b;lr>, <sip:c;lr>"],
  Via: [
    "SIP/2.0/WS x1.invalid;branch=z9hG4bK7",
    "SIP/2.0/WS 127.0.0.1:47807;rport;branch=z9hG4bKPj40-a;alias",
    "SIP / 2.0 / UDP [::1]:5060 ;received=10.0.0.4;rport=99;branch=z9",
    "SIP/2.0 x1.invalid",
    "nothing that is known",
  ],
  Call_ID: ["3644b77d-a361-43ed", "a@b.example", "a b"],
  CSeq: ["25979 INVITE", "1  BYE", "INVITE", "1"],
  Content_Length: ["0", "903", "x", ""],
  Max_Forwards: ["70", "-1"],
  Content_Type: ["application/sdp", "multipart/mixed;boundary=x", "sdp"],
  Event: ["message-summary", "Presence", ""],
  Session_Expires: ["1800", "1800;refresher=uas", "90 ; refresher=uac", "soon"],
  WWW_Authenticate: [
    'Digest realm="asterisk",nonce="1/ab",opaque="c",algorithm=MD5,qop="auth"',
    'Digest  realm="a, \\"b\\"", nonce="x" , stale=TRUE, qop="auth,auth-int"',
    "Digest",
  ],
  host: ["callwright.invalid", "127.0.0.1", "[::1]", "a b"],
};

for (const [rule, texts] of Object.entries(lines)) {
  test(`${rule} is read as the library's own grammar reads it`, () => {
    for (const text of texts) {
      assert.deepEqual(told(read(text, rule)), told(whole.parse(text, rule)), JSON.stringify(text));
    }
  });
}

test("a rule that is not there refuses everything", () => {
  assert.equal(read("x", "Subject"), -1);
});

test("percent signs that stand for no text are refused, and stop nothing", () => {
  assert.equal(read('"Anna" <sip:%E4%BD@b.example>', "From"), -1);
});
