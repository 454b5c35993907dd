/**
 * Leaves out of the bundle what the softphone does not use of the SIP library: its log, its
 * messages, subscriptions and call transfers by the phone. Its grammar and its event emitter
 * make room for small ones of ours. The library's files are not changed.
 */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const unused =
  /lib\/(Subscriber|Notifier|Message|Options|RTCSession\/(Refer(Subscriber|Notifier)|Info))\.js$/;
const log = /(?<![\w.])logger\.(debug|warn|error)\(/g;
// The classes are asked for late, because they ask for the grammar first.
const grammar = `
  const { makeReader } = require(${JSON.stringify(join(here, "sip-reader.ts"))});
  let read;
  exports.parse = (text, rule) => {
    read ??= makeReader({ uri: require("./URI"), address: require("./NameAddrHeader") });
    return read(text, rule);
  };
`;

async function load({ path }) {
  if (unused.test(path)) return { contents: "module.exports = class {};" };
  if (path.endsWith("Grammar.js")) return { contents: grammar };
  if (path.endsWith("Logger.js")) {
    return { contents: "module.exports = class { debug() {} warn() {} error() {} };" };
  }
  const text = await readFile(path, "utf8");
  if (path.endsWith(".json")) {
    const { title, version } = JSON.parse(text);
    return { contents: JSON.stringify({ title, version }), loader: "json" };
  }
  // A mark for the bundler: what is logged may be left out when nobody uses the result.
  return { contents: text.replace(log, "/* @__PURE__ */ $&") };
}

export const trim = {
  name: "trim",
  setup(build) {
    build.onResolve({ filter: /^events$/ }, () => ({ path: join(here, "events.ts") }));
    build.onLoad({ filter: /node_modules\/jssip\/(lib\/.*\.js|package\.json)$/ }, load);
  },
};
