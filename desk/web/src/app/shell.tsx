/** What stands around every page: who may see it, the bar, the banners and the notices. */
import { signal } from "@preact/signals";
import type { ComponentChildren, ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import type { Me } from "../api/words";
import { addWords, t, type Catalogue } from "../i18n/catalogue";
import { customersWords } from "../i18n/customers/catalogue";
import { managerWords } from "../i18n/manager/catalogue";
import { operatorWords } from "../i18n/operator/catalogue";
import { peopleWords } from "../i18n/people/catalogue";
import { planWords } from "../i18n/plan/catalogue";
import { reasonWords } from "../i18n/reasons/catalogue";
import { signinWords } from "../i18n/signin/catalogue";
import { supervisorWords } from "../i18n/supervisor/catalogue";
import { firstScreen, mayOpen, screenAt, type Screen } from "./access";
import { Bar } from "./bar";
import { Banners } from "./banners";
import { dismiss, notices } from "./notices";
import { go, path, query } from "./router";
import { check, me, unreachable } from "./session";
import { addStyles } from "./styles";
import { Icon } from "../parts/icon";

type PageName = Screen | "signin";
type PageModule = { Page: ComponentType };

/** A page and the words that not every page says, fetched at the same time. */
async function withWords<T>(page: Promise<T>, ...words: Catalogue[]): Promise<T> {
  await addWords(...words);
  return page;
}

const load: Record<PageName, () => Promise<PageModule>> = {
  signin: () => withWords(import("../pages/signin/page"), signinWords),
  operator: () => withWords(import("../pages/operator/page"), operatorWords, reasonWords),
  supervisor: () => withWords(import("../pages/supervisor/page"), supervisorWords, reasonWords),
  manager: () => withWords(import("../pages/manager/page"), managerWords, reasonWords),
  customers: async () => {
    const page = withWords(import("../pages/customers/page"), customersWords);
    await addStyles("customersStyles");
    return page;
  },
  plan: async () => {
    const page = withWords(import("../pages/plan/page"), planWords);
    await addStyles("planStyles");
    return page;
  },
  people: async () => {
    const page = withWords(import("../pages/people/page"), peopleWords);
    await addStyles("peopleStyles");
    return page;
  },
  account: async () => {
    const page = withWords(import("../pages/account/page"), peopleWords);
    await addStyles("peopleStyles");
    return page;
  },
};

const loaded = signal<Partial<Record<PageName, ComponentType>>>({});
const failed = signal(false);

async function fetchPage(name: PageName): Promise<void> {
  if (loaded.value[name]) return;
  try {
    const { Page } = await load[name]();
    loaded.value = { ...loaded.value, [name]: Page };
  } catch {
    failed.value = true;
  }
}

type Place = PageName | "forbidden" | null;

/** What this person is to see at this address; nothing while it is not known. */
function placeOf(person: Me | null | undefined, address: string): Place {
  if (person === undefined) return null;
  if (person === null) return "signin";
  if (person.second_factor_wanted) return "account";
  const screen = screenAt(address);
  if (!screen) return null;
  return mayOpen(screen, person.roles) ? screen : "forbidden";
}

/** Move the address to where the person belongs: to sign-in, back from it, to the first screen. */
function settle(person: Me | null | undefined): void {
  if (person === null && path.value !== "/signin") {
    const from = path.value + query.value;
    go(from === "/" ? "/signin" : `/signin?next=${encodeURIComponent(from)}`, true);
  }
  if (person?.second_factor_wanted) go("/account", true);
  else if (person && !screenAt(path.value)) {
    const next = new URLSearchParams(query.value).get("next") ?? "";
    const screen = screenAt(next.split("?")[0] ?? "");
    // Only a screen of ours, written plainly: an address from outside is never followed.
    const wanted = /^\/\w/.test(next) && screen && mayOpen(screen, person.roles);
    go(wanted ? next : `/${firstScreen(person.roles)}`, true);
  }
}

export function Shell() {
  const person = me.value;
  const address = path.value;
  const place = placeOf(person, address);
  useEffect(() => settle(person), [person, address]);
  useEffect(() => {
    if (place && place !== "forbidden") void fetchPage(place);
  }, [place]);
  useEffect(() => {
    const name = place && place !== "forbidden" ? t(`screen.${place}`) : "";
    document.title = name ? `${name} · Callwright` : "Callwright";
  }, [place, t("screen.signin")]);
  return (
    <>
      {person ? <Bar person={person} /> : null}
      {person ? <Banners /> : null}
      <Outlet place={place} />
      <Notices />
    </>
  );
}

function Outlet({ place }: { place: Place }) {
  if (failed.value) {
    return (
      <Plain text={t("shell.new_version")}>
        <button type="button" class="button primary" onClick={() => location.reload()}>
          {t("shell.reload")}
        </button>
      </Plain>
    );
  }
  if (unreachable.value && me.value === undefined) {
    return (
      <Plain text={t("error.unreachable")}>
        <button type="button" class="button primary" onClick={() => void check()}>
          {t("shell.try_again")}
        </button>
      </Plain>
    );
  }
  if (place === "forbidden") {
    return (
      <Plain text={t("shell.forbidden")}>
        <a class="button primary" href="/" data-inside="yes">
          {t("shell.to_first")}
        </a>
      </Plain>
    );
  }
  const Page = place ? loaded.value[place] : undefined;
  return Page ? <Page /> : <main id="main" aria-busy="true" />;
}

function Plain(props: { text: string; children: ComponentChildren }) {
  return (
    <main id="main" class="plain">
      <h1>{props.text}</h1>
      {props.children}
    </main>
  );
}

function Notices() {
  return (
    <div class="notices" role="alert">
      {notices.value.map((notice) => (
        <div class="notice" key={notice.id}>
          <span>{notice.text}</span>
          <button
            type="button"
            class="bare"
            aria-label={t("shell.dismiss")}
            onClick={() => dismiss(notice.id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
