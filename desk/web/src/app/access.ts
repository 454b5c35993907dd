/** Who may open which screen, and which comes first. The server decides again on every call. */
import type { Role } from "../api/words";

export const screens = [
  "operator",
  "supervisor",
  "manager",
  "customers",
  "plan",
  "people",
  "account",
] as const;
export type Screen = (typeof screens)[number];

const open: Record<Screen, readonly Role[]> = {
  operator: ["operator"],
  supervisor: ["supervisor", "administrator", "manager"],
  manager: ["manager", "supervisor", "administrator"],
  customers: ["manager", "supervisor", "administrator"],
  plan: ["manager", "administrator"],
  people: ["administrator", "supervisor", "manager"],
  account: ["operator", "supervisor", "manager", "administrator"],
};

export const mayOpen = (screen: Screen, roles: readonly Role[]): boolean =>
  open[screen].some((role) => roles.includes(role));

/** The screens of the bar; one's own account is opened from one's own name. */
export const screensOf = (roles: readonly Role[]): Screen[] =>
  screens.filter((screen) => screen !== "account" && mayOpen(screen, roles));

/** The screen at `/`: each role has its own, in this order when somebody has several. */
export function firstScreen(roles: readonly Role[]): Screen {
  if (roles.includes("operator")) return "operator";
  if (roles.includes("supervisor")) return "supervisor";
  if (roles.includes("manager")) return "manager";
  return "supervisor";
}

export const maySteer = (roles: readonly Role[]): boolean =>
  roles.includes("supervisor") || roles.includes("administrator");

/** Hours and incidents are switched by hand by whoever answers for the day. */
export const maySwitch = (roles: readonly Role[]): boolean =>
  maySteer(roles) || roles.includes("manager");

/** The screen that a path names, if it names one. */
export function screenAt(path: string): Screen | null {
  const name = path.replace(/^\/+|\/+$/g, "");
  return screens.find((screen) => screen === name) ?? null;
}
