/**
 * The phone that this operator works with: the one in this page, or a SIP phone on the desk.
 *
 * Each person's choice is kept in this browser. Without one, a SIP phone that is connected is
 * taken to be the one, and nobody is asked for a microphone.
 */
import { batch, computed, effect, signal } from "@preact/signals";
import { report } from "../../app/notices";
import { t } from "../../i18n/catalogue";
import { me } from "../../app/session";
import { openCheck, type Check } from "../../phone/check";
import { openPhone } from "../../phone/open";
import type { Phone, PhoneCall } from "../../phone/phone";
import { call, card, isLive, myName, part } from "./here";

export type Kind = "page" | "desk";

/** The check is passed once for a sign-in, whichever tab it was in. */
const everyTab = {
  getItem: (name: string): string | null => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  setItem: (name: string, text: string): void => {
    try {
      localStorage.setItem(name, text);
    } catch {
      // Then it lasts until the page is loaded again.
    }
  },
};

const place = (): string => `callwright.phone.${myName.peek()}`;

function stored(): Kind | null {
  const kept = everyTab.getItem(place());
  return kept === "page" || kept === "desk" ? kept : null;
}

const chosen = signal<Kind | null>(null);
export const phone = signal<Phone | null>(null);
/** The check at the start of the shift, of this phone and this sign-in. */
export const check = signal<Check | null>(null);
export const checked = computed(() => check.value?.passed.value ?? false);
export const kind = computed<Kind | null>(
  () => chosen.value ?? (card.value && card.value.phone !== "unreachable" ? "desk" : null),
);
/** The phone in this page, when it is the one and is another tab's no longer. */
export const own = computed<Phone | null>(() => (kind.value === "page" ? phone.value : null));
export const taken = computed(() => own.value?.state.value === "taken");
/** What the phone in this page has of the call that the board shows, if anything. */
export const session = computed(() => own.value?.call.value ?? null);
export const mutedHere = computed(() => own.value?.muted.value ?? false);

export function chooseKind(wanted: Kind): void {
  everyTab.setItem(place(), wanted);
  chosen.value = wanted;
}

/** Follow the person's choice while the page stands; returns how to stop. */
export function keepPhone(): () => void {
  chosen.value = stored();
  const choice = effect(() => {
    if (chosen.value === "page") void fetchPhone();
    else void dropPhone();
  });
  const board = effect(() => {
    if (!phone.value) return;
    if (!card.value || !isLive.value) return phone.value.reconcile(null);
    const told = call.value;
    const rings = part.value === "rings";
    phone.value.reconcile({
      inCall: (!rings && told?.call) || null,
      state: told?.state ?? null,
      ringing: (rings && told?.call) || null,
    });
  });
  return () => {
    choice();
    board();
    void dropPhone();
  };
}

async function fetchPhone(): Promise<void> {
  if (phone.peek()) return;
  try {
    const person = me.peek();
    if (!person) return;
    const token = () => me.peek()?.csrf ?? person.csrf;
    const made = openPhone({ operator: person.name, token, announce });
    batch(() => {
      phone.value = made;
      check.value = openCheck(made, person.csrf, everyTab);
    });
    // Before the check nobody is asked for a microphone: that happens in a click.
    if (checked.peek()) await made.start();
  } catch (error) {
    report(error);
  }
}

async function dropPhone(): Promise<void> {
  const old = phone.peek();
  check.peek()?.end();
  batch(() => {
    phone.value = null;
    check.value = null;
  });
  await old?.stop();
}

/** What the system's notification says; a text from outside stays a text there too. */
function announce(coming: PhoneCall): { title: string; body: string } {
  const told = call.peek();
  const body = [told?.caller_name, told?.caller || coming.from].filter(Boolean).join(" · ");
  return { title: t("state.ringing"), body: body.slice(0, 80) };
}
