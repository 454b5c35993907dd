/**
 * Reads the lines of SIP messages for the SIP library, in place of its own grammar, which is
 * complete, generated and a quarter of a megabyte long. Here is what Asterisk sends to a phone.
 *
 * Made for a server that is trusted to speak well, and texts from outside that are not: they
 * only come inside of quoted names. What does not fit is refused as a whole, with -1, as the
 * library expects it. A test holds each rule against the library's own.
 */

export interface Uri {
  readonly host: string;
}

export interface Address {
  readonly uri: Uri;
}

type Values = Record<string, string | undefined>;

/** The library's two classes that a line is made into. */
export interface Classes {
  uri: new (
    scheme: string,
    user: string | undefined,
    host: string,
    port: number | undefined,
    params: Values | undefined,
  ) => Uri;
  address: new (uri: Uri, name: string | undefined, params: Values | undefined) => Address;
}

const TOKEN = "[\\w\\-.!%*+`'~]+";
const QUOTED = '"(?:[^"\\\\\\r\\n]|\\\\[\\x00-\\x7f])*"';
const HOST = "\\[[\\da-fA-F:.]+\\]|[\\dA-Za-z](?:[\\dA-Za-z.\\-_]*[\\dA-Za-z])?\\.?";
const USER = "[\\w\\-.!~*'()&=+$,]|%[\\da-f]{2}";
const token = new RegExp(`^${TOKEN}$`);
const named = new RegExp(`^(${QUOTED}|${TOKEN}(?:\\s+${TOKEN})*)?\\s*<([^<>]+)>\\s*(;[^]*)?$`);
const bare = /^([^\s<>";]+)\s*(;[^]*)?$/;
const uriForm = new RegExp(
  `^(sips?):(?:([^@\\s<>"]+)@)?(${HOST})(?::(\\d+))?(;[^?]*)?(\\?.*)?$`,
  "i",
);
const hostForm = new RegExp(`^(?:${HOST})$`);
const parameter = new RegExp(`^(${TOKEN})(?:\\s*=\\s*(${TOKEN}|\\[[\\da-fA-F:.]+\\]|${QUOTED}))?$`);
/** A password after a colon is part of it: the library keeps the two together. */
const userForm = new RegExp(`^(?:${USER}|[;?/])+(?::(?:${USER})*)?$`, "i");
const uriParameter = /^([\w\-.!~*'()[\]/:&+$%]+)(?:=([\w\-.!~*'()[\]/:&+$%]+))?$/;
const request = new RegExp(`^(${TOKEN}) (\\S+) SIP/2\\.0$`);
const response = /^SIP\/2\.0 (\d{3}) (.*)$/;
const via = new RegExp(
  `^(${TOKEN})\\s*/\\s*${TOKEN}\\s*/\\s*(${TOKEN})\\s+(${HOST})(?:\\s*:\\s*(\\d+))?\\s*(;[^]*)?$`,
);
const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

class NotUnderstood extends Error {}

function match(form: RegExp, text: string): (string | undefined)[] {
  const found = form.exec(text);
  if (found === null) throw new NotUnderstood();
  return found;
}

/** The parts between `sign`s that stand outside of quotes and angle brackets. */
function cut(text: string, sign: string): { part: string; start: number; end: number }[] {
  const parts = [];
  let start = 0;
  let quoted = false;
  let bracketed = false;
  for (let i = 0; i <= text.length; i += 1) {
    const one = text[i];
    if (quoted && one === "\\") i += 1;
    else if (one === '"') quoted = !quoted;
    else if (!quoted && (one === "<" || one === ">")) bracketed = one === "<";
    else if (i === text.length || (one === sign && !quoted && !bracketed)) {
      parts.push({ part: text.slice(start, i).trim(), start, end: i });
      start = i + 1;
    }
  }
  return parts;
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\([^])/g, "$1") : text;
}

/** `;a=b;c` as an object; nothing when there are none. */
function parameters(text: string | undefined, form = parameter): Values | undefined {
  if (text === undefined) return undefined;
  const values: Values = {};
  for (const { part } of cut(text, ";").slice(1)) {
    const [, name = "", value] = match(form, part);
    values[name.toLowerCase()] = value;
  }
  return values;
}

const whole = (text: string): number => Number(match(/^(\d+)$/, text)[1]);

export function makeReader(classes: Classes): (text: string, rule: string) => unknown {
  function uriOf(text: string): Uri {
    const [, scheme = "", before, host = "", port, params] = match(uriForm, text);
    if (before !== undefined) match(userForm, before);
    const known = parameters(params, uriParameter);
    if (known?.["transport"]) known["transport"] = known["transport"].toLowerCase();
    const lower = host.toLowerCase();
    const name = before === undefined ? undefined : decodeURIComponent(before);
    const door = port ? Number(port) : undefined;
    return new classes.uri(scheme.toLowerCase(), name, lower, door, known);
  }

  function addressOf(text: string): Address {
    const found = named.exec(text);
    if (found) {
      const [, name, uri = "", params] = found;
      const shown = name && (name.startsWith('"') ? unquote(name) : name.replace(/\s+/g, " "));
      return new classes.address(uriOf(uri), shown, parameters(params));
    }
    const [, uri = "", params] = match(bare, text);
    return new classes.address(uriOf(uri), undefined, parameters(params));
  }

  const addressesOf = (text: string) =>
    cut(text, ",").map(({ part, start, end }) => ({
      possition: start, // the library's own spelling
      offset: end,
      parsed: addressOf(part),
    }));

  const rules: Record<string, (text: string) => unknown> = {
    Request_Response: (text) => {
      const answer = response.exec(text);
      if (answer) return { status_code: Number(answer[1]), reason_phrase: answer[2] };
      const [, method, uri = ""] = match(request, text);
      return { method, uri: uriOf(uri) };
    },
    SIP_URI: uriOf,
    Name_Addr_Header: addressOf,
    From: addressOf,
    To: addressOf,
    Refer_To: addressOf,
    Contact: addressesOf,
    Record_Route: addressesOf,
    Via: (text) => {
      const [first] = cut(text, ",");
      const [, protocol, transport, host, port, params] = match(via, first?.part ?? "");
      const { branch, received } = parameters(params) ?? {};
      return { protocol, transport, host, port: port && Number(port), branch, received };
    },
    Call_ID: (text) => match(/^([^\s@]+(?:@[^\s@]+)?)$/, text)[1],
    CSeq: (text) => {
      const [, value, method = ""] = match(/^(\d+)\s+(\S+)$/, text);
      match(token, method);
      return { value: Number(value), method };
    },
    Content_Length: whole,
    Max_Forwards: whole,
    Content_Type: (text) => match(/^([^\s/]+\s*\/\s*[^\s/].*)$/, text)[1],
    Event: (text) => {
      const [first] = cut(text, ";");
      return { event: match(token, first?.part ?? "")[0]?.toLowerCase() };
    },
    Session_Expires: (text) => {
      const [, expires, params] = match(/^(\d+)\s*(;.*)?$/, text);
      return { expires: Number(expires), refresher: parameters(params)?.["refresher"] };
    },
    WWW_Authenticate: challengeOf,
    Proxy_Authenticate: challengeOf,
    host: (text) => {
      match(hostForm, text);
      const kind = text.startsWith("[") ? "IPv6" : ipv4.test(text) ? "IPv4" : "domain";
      return { host_type: kind, host: text.toLowerCase() };
    },
  };

  return (text, rule) => {
    try {
      return rules[rule]?.(text) ?? -1;
    } catch (error) {
      // What is decoded from percent signs may be no text at all.
      if (error instanceof NotUnderstood || error instanceof URIError) return -1;
      throw error;
    }
  };
}

function challengeOf(text: string): unknown {
  const [, list = ""] = match(/^Digest\s+(.+)$/i, text);
  const values: Values = {};
  for (const { part } of cut(list, ",")) {
    const [, name = "", value = ""] = match(parameter, part);
    values[name.toLowerCase()] = unquote(value);
  }
  const { realm, nonce, opaque, algorithm, qop, stale } = values;
  return {
    realm,
    nonce,
    ...(opaque === undefined ? {} : { opaque }),
    ...(stale === undefined ? {} : { stale: stale.toLowerCase() === "true" }),
    ...(algorithm === undefined ? {} : { algorithm: algorithm.toUpperCase() }),
    ...(qop === undefined ? {} : { qop: qop.split(",").map((one) => one.trim().toLowerCase()) }),
  };
}
