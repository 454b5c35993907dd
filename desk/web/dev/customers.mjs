/** Pretended customers: one of each kind, and an outside system that is sometimes slow or down. */
const number = (shown) => ({ number: shown.replaceAll(/[^\d+]/g, ""), shown, as_given: shown });
const when = new Date(Date.now() - 86_400_000 * 9).toISOString();

function card(id, name, company, numbers, over = {}) {
  return {
    id,
    version: 3,
    name,
    company,
    language: "en",
    vip: false,
    preferred_operator: null,
    notes: "",
    numbers: numbers.map(number),
    fields: {},
    created_at: when,
    changed_at: when,
    changed_by: "mia",
    ...over,
  };
}

const cards = [
  card("k1", "Eleanor Harper", "Harper & Sons", ["+44 20 7946 0018", "+44 7700 900 118"], {
    vip: true,
    preferred_operator: "boris",
    notes: "Prefers to be called back after four. Two shops; ask which one.",
    fields: { account: "HS-20417", contract: "Gold", renewal: "2027-03-01", newsletter: "yes" },
  }),
  card("k2", "Ольга Смирнова", "", ["+7 495 123-45-67"], {
    language: "ru",
    fields: { account: "OS-118" },
  }),
  card("k3", "Nguyễn Thị Minh Khai", "Khai Trading", ["+84 24 3825 1234"]),
  card("k4", "Nguyễn Văn An", "Khai Trading", ["+84 24 3825 1234"]),
  card("k5", "Δήμητρα Παπαδοπούλου", "", ["+30 21 0345 6789"], { language: "el" }),
  card("k6", "<script>alert(1)</script>", "<b>bold</b>", ["+33 1 70 18 99 00"]),
];

export const fields = [
  { name: "account", label: "Account", kind: "text", choices: [], required: false },
  {
    name: "contract",
    label: "Contract",
    kind: "choice",
    choices: ["Basic", "Silver", "Gold"],
    required: false,
  },
  { name: "renewal", label: "Renewal", kind: "date", choices: [], required: false },
  { name: "newsletter", label: "Newsletter", kind: "yes_no", choices: [], required: false },
];

const digits = (text) => text.replaceAll(/\D/g, "");

function byNumber(asked) {
  const wanted = digits(asked);
  const found = cards.filter((each) => each.numbers.some((one) => digits(one.number) === wanted));
  if (found.length === 1) return { match: "sure", customers: found };
  if (found.length > 1) return { match: "maybe", customers: found };
  const near = cards.filter((each) =>
    each.numbers.some((one) => digits(one.number).slice(-7) === wanted.slice(-7)),
  );
  const any = wanted.length >= 7 && near.length > 0;
  return any ? { match: "maybe", customers: near } : { match: "none", customers: [] };
}

function search(q) {
  const text = q.toLowerCase();
  const hits = cards.filter(
    (each) =>
      `${each.name} ${each.company}`.toLowerCase().includes(text) ||
      (digits(q) && each.numbers.some((one) => digits(one.number).includes(digits(q)))),
  );
  return { customers: hits.slice(0, 8), next: null };
}

function change(customer, { version, numbers, fields: given, ...values }, name) {
  const merged = Object.entries({ ...customer.fields, ...given }).filter(([, value]) => value);
  Object.assign(customer, values, {
    fields: Object.fromEntries(merged),
    version: customer.version + 1,
    changed_by: name,
    changed_at: new Date().toISOString(),
  });
  if (numbers) customer.numbers = numbers.map(number);
  return customer;
}

/** The answers of the API of customers, or nothing when it is asked something else. */
export function customersApi(deed, id, { asked, body, name, ledger, refuse }) {
  const one = cards.find((each) => each.id === id);
  const need = () => one ?? refuse(404, "not_found", `There is no customer ${id}.`);
  switch (deed) {
    case "GET customers/*":
      if (id === "by-number") return [200, byNumber(asked.get("number"))];
      return [200, need()];
    case "GET customers":
      return [200, search(asked.get("q") ?? "")];
    case "POST customers": {
      const made = card(`k${cards.length + 1}`, "", "", []);
      cards.push(change(made, body, name));
      return [201, made];
    }
    case "PATCH customers/*":
      if (need().version !== body.version) {
        refuse(409, "changed_meanwhile", "Somebody else changed this card meanwhile.");
      }
      return [200, change(one, body, name)];
    case "GET customers/*/calls": {
      const mine = ledger.filter((row) =>
        need().numbers.some((each) => digits(each.number) === digits(row.caller)),
      );
      const calls = mine.slice(0, 8).map(({ caller, caller_name, ...row }) => row);
      return [200, { calls }];
    }
    case "GET customers/*/outside": {
      const values = { open_orders: "2", last_invoice: "€ 184.20, paid" };
      const shop = { source: "shop", label: "Web shop", status: "ok", found: true, values };
      const sources = [{ ...shop, since: when, why: "" }];
      if (id === "k1") {
        sources.push({
          source: "crm",
          label: "CRM",
          status: "down",
          found: false,
          values: {},
          since: when,
          why: "no answer in time",
        });
      }
      return [200, { sources }];
    }
    default:
      return null;
  }
}
