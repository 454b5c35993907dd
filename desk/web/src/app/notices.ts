/** Short messages at the foot of the page: what went wrong, said once. */
import { signal } from "@preact/signals";
import { ApiError } from "../api/http";
import { t } from "../i18n/catalogue";

const SHOWN_MS = 8_000;
const AT_MOST = 3;

export interface Notice {
  id: number;
  text: string;
}

export const notices = signal<readonly Notice[]>([]);
let last = 0;

export function tell(text: string): void {
  last += 1;
  const notice = { id: last, text };
  const others = notices.value.filter((shown) => shown.text !== text);
  notices.value = [...others, notice].slice(-AT_MOST);
  setTimeout(() => dismiss(notice.id), SHOWN_MS);
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** An error in words. The server's own sentence is the best one there is. */
export function sentence(error: unknown): string {
  if (!(error instanceof ApiError)) return t("error.unknown");
  return error.status === 0 ? t("error.unreachable") : error.message;
}

export function report(error: unknown): void {
  if (error instanceof ApiError && error.status === 401) return;
  tell(sentence(error));
}
