/** As much YAML as the pretended plan needs: block and inline mappings and lists, with lines. */

class Trouble extends Error {
  constructor(message, line) {
    super(message);
    this.line = line;
  }
}

function uncomment(line) {
  let quote = "";
  for (let i = 0; i < line.length; i += 1) {
    const sign = line[i];
    if (quote) quote = sign === quote ? "" : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === "#" && (i === 0 || /\s/.test(line[i - 1]))) return line.slice(0, i);
  }
  return line;
}

function scalar(text) {
  const word = text.trim();
  if (/^".*"$/s.test(word)) return JSON.parse(word);
  if (/^'.*'$/s.test(word)) return word.slice(1, -1).replaceAll("''", "'");
  if (word === "" || word === "null" || word === "~") return null;
  if (word === "true" || word === "false") return word === "true";
  return /^-?\d+(\.\d+)?$/.test(word) ? Number(word) : word;
}

/** An inline value such as `{a: 1, b: [x, "y"]}`. */
function inline(text, line) {
  let at = 0;
  const space = () => {
    while (/\s/.test(text[at] ?? "")) at += 1;
  };
  const word = (stops) => {
    space();
    const start = at;
    const quote = text[at] === '"' || text[at] === "'" ? text[at] : "";
    if (quote) {
      at += 1;
      while (at < text.length && text[at] !== quote) at += text[at] === "\\" ? 2 : 1;
      at += 1;
    } else while (at < text.length && !stops.includes(text[at])) at += 1;
    return scalar(text.slice(start, at));
  };
  const value = (stops) => {
    space();
    if (text[at] === "{") return group("}");
    if (text[at] === "[") return group("]");
    return word(stops);
  };
  const group = (close) => {
    const made = close === "}" ? {} : [];
    at += 1;
    for (;;) {
      space();
      if (at >= text.length) throw new Trouble(`${close} is missing`, line);
      if (text[at] === close) break;
      if (text[at] === ",") at += 1;
      else if (close === "]") made.push(value(",]"));
      else {
        const key = String(word(":,}"));
        space();
        if (text[at] !== ":") throw new Trouble(`a colon is missing behind ${key}`, line);
        at += 1;
        made[key] = value(",}");
      }
    }
    at += 1;
    return made;
  };
  const found = value("");
  space();
  if (at < text.length) throw new Trouble(`"${text.slice(at)}" is too much here`, line);
  return found;
}

/** `{value, lineOf}`; `lineOf(place)` is the line of a value or of the nearest one above it. */
export function parse(source) {
  const lines = source
    .split("\n")
    .map((text, index) => ({ text: uncomment(text).trimEnd(), n: index + 1 }))
    .filter(({ text }) => text.trim() !== "")
    .map(({ text, n }) => ({ text: text.trim(), n, indent: text.search(/\S/) }));
  const known = new Map();
  let at = 0;

  const block = (indent, place) => {
    const isList = lines[at]?.text.startsWith("- ");
    const made = isList ? [] : {};
    while (at < lines.length && lines[at].indent === indent) {
      const line = lines[at];
      if (isList !== line.text.startsWith("- "))
        throw new Trouble("a dash too much or too few", line.n);
      if (isList) {
        const rest = line.text.slice(2).trim();
        const own = [...place, made.length];
        known.set(own.join("\n"), line.n);
        if (/^[\w"'+-]+:( |$)/.test(rest)) {
          lines[at] = { ...line, text: rest, indent: indent + 2 };
          made.push(block(indent + 2, own));
        } else {
          at += 1;
          made.push(inline(rest, line.n));
        }
        continue;
      }
      const [, key, rest] = /^("[^"]*"|'[^']*'|[^:{[]+):(?:\s+(.*))?$/.exec(line.text) ?? [];
      if (key === undefined) throw new Trouble(`"${line.text}" is not a name and a value`, line.n);
      const name = String(scalar(key));
      const own = [...place, name];
      known.set(own.join("\n"), line.n);
      at += 1;
      if (rest) made[name] = inline(rest, line.n);
      else if (at < lines.length && lines[at].indent > indent)
        made[name] = block(lines[at].indent, own);
      else made[name] = null;
    }
    if (at < lines.length && lines[at].indent > indent)
      throw new Trouble("the indent does not fit", lines[at].n);
    return made;
  };

  const value = lines.length ? block(0, []) : {};
  if (at < lines.length) throw new Trouble("the indent does not fit", lines[at].n);
  const lineOf = (place) => {
    for (let n = place.length; n > 0; n -= 1) {
      const line = known.get(place.slice(0, n).map(String).join("\n"));
      if (line) return line;
    }
    return 0;
  };
  return { value, lineOf };
}

const plain = (text) =>
  /^[a-zA-Z_][\w -]*$/.test(text) && !/^(true|false|null|yes|no|on|off)$/.test(text);
const spell = (value) =>
  typeof value === "string" ? (plain(value) ? value : JSON.stringify(value)) : String(value);

function short(value) {
  if (Array.isArray(value)) return `[${value.map(short).join(", ")}]`;
  if (value === null || typeof value !== "object") return spell(value);
  return `{${Object.entries(value)
    .map(([key, each]) => `${spell(key)}: ${short(each)}`)
    .join(", ")}}`;
}

export function write(value, indent = "") {
  if (Array.isArray(value)) {
    return value
      .map((each) => {
        const line = short(each);
        if (line.length < 88 || typeof each !== "object") return `${indent}- ${line}\n`;
        return `${indent}- ${write(each, `${indent}  `).trimStart()}`;
      })
      .join("");
  }
  return Object.entries(value)
    .map(([key, each]) => {
      const line = short(each);
      const small = each === null || typeof each !== "object" || (indent && line.length < 84);
      if (small || line === "[]" || line === "{}") return `${indent}${spell(key)}: ${line}\n`;
      return `${indent}${spell(key)}:\n${write(each, `${indent}  `)}`;
    })
    .join("");
}
