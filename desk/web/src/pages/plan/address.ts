/** Where on the plan's screen one is, as the address bar keeps it. */

export const views = ["flow", "hours", "queues", "prompts", "text", "publish"] as const;
export type View = (typeof views)[number];

export interface Where {
  view: View;
  /** What is open in the view: a box, a calendar, a queue, a prompt, a line. */
  at: string;
}

export function readPlace(address: string): Where {
  const asked = new URLSearchParams(address);
  const view = views.find((known) => known === asked.get("view")) ?? "flow";
  return { view, at: asked.get("at") ?? "" };
}

export function placeAddress({ view, at }: Where): string {
  const asked = new URLSearchParams({ view });
  if (at) asked.set("at", at);
  return `/plan?${asked}`;
}
