/**
 * Messages with places and plural forms, in the small part of ICU that we use:
 * `{name}` and `{n, plural, =0 {none} one {# call} other {# calls}}`.
 */
export type Values = Record<string, string | number>;

/** The index just after the brace that closes the one at `open`. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i += 1) {
    if (text[i] === "{") depth += 1;
    if (text[i] === "}") depth -= 1;
    if (depth === 0) return i + 1;
  }
  throw new Error(`a brace is not closed in "${text}"`);
}

/** The forms of a plural: `one {…} other {…}`. */
export function formsOf(body: string): Map<string, string> {
  const forms = new Map<string, string>();
  let at = 0;
  while (at < body.length) {
    const open = body.indexOf("{", at);
    if (open < 0) break;
    const end = closing(body, open);
    forms.set(body.slice(at, open).trim(), body.slice(open + 1, end - 1));
    at = end;
  }
  return forms;
}

function plural(language: string, n: number, body: string): string {
  const forms = formsOf(body);
  const rule = new Intl.PluralRules(language).select(n);
  const form = forms.get(`=${n}`) ?? forms.get(rule) ?? forms.get("other") ?? "";
  return form.replaceAll("#", new Intl.NumberFormat(language).format(n));
}

/** Fill a message. A place without a value stays visible, so that it is noticed. */
export function fill(language: string, message: string, values: Values = {}): string {
  let out = "";
  let at = 0;
  while (at < message.length) {
    const open = message.indexOf("{", at);
    if (open < 0) break;
    const end = closing(message, open);
    const inner = message.slice(open + 1, end - 1);
    const [name = "", kind, ...rest] = inner.split(",");
    const value = values[name.trim()];
    out += message.slice(at, open);
    if (value === undefined) out += `{${inner}}`;
    else if (kind?.trim() === "plural") {
      out += fill(language, plural(language, Number(value), rest.join(",")), values);
    } else out += String(value);
    at = end;
  }
  return out + message.slice(at);
}

/** The names of all places in a message, for comparing catalogues. */
export function placesOf(message: string): Set<string> {
  const found = new Set<string>();
  for (const match of message.matchAll(/\{(\w+)(?=[,}])/g)) found.add(match[1] ?? "");
  return found;
}
