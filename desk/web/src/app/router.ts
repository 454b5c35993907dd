/** Where the person is: the path and the question part of the address, as signals. */
import { signal } from "@preact/signals";

export const path = signal(location.pathname);
export const query = signal(location.search);

function read(): void {
  path.value = location.pathname;
  query.value = location.search;
}

export function startRouter(): void {
  window.addEventListener("popstate", read);
  document.addEventListener("click", follow);
}

export function go(address: string, replace = false): void {
  if (address === location.pathname + location.search) return;
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  read();
}

/** Plain clicks on our own links stay in the page; all others are the browser's. */
function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest("a");
  if (!link || link.target || link.origin !== location.origin) return;
  if (!link.dataset["inside"]) return;
  event.preventDefault();
  go(link.pathname + link.search);
}
