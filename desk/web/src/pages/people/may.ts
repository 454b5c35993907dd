/** Who may do what with people, and sees which views. The server decides again on every call. */
import type { Role } from "../../api/words";

export const views = ["people", "teams", "skills", "audit"] as const;
export type View = (typeof views)[number];

const open: Partial<Record<View, readonly Role[]>> = {
  people: ["administrator"],
  audit: ["administrator", "manager"],
};

/** The views for these roles, in their order; the first is where one begins. */
export const viewsOf = (roles: readonly Role[]): View[] =>
  views.filter((view) => open[view]?.some((role) => roles.includes(role)) ?? true);
