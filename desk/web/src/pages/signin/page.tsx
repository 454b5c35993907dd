/** Sign-in: a name and a password, and a plain sentence when they do not fit. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ApiError } from "../../api/http";
import { t } from "../../i18n/catalogue";
import { LanguageMenu, ThemeMenu } from "../../app/bar";
import { Brand } from "../../app/brand";
import { sentence } from "../../app/notices";
import { signIn } from "../../app/session";

function words(error: unknown): string {
  if (error instanceof ApiError && error.code === "wrong_credentials") return t("signin.wrong");
  if (error instanceof ApiError && error.status === 429) {
    return t("signin.slow_down", { n: error.retryAfterS ?? 30 });
  }
  return sentence(error);
}

export function Page() {
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const trouble = useSignal("");
  const busy = useSignal(false);
  useEffect(() => name.current?.focus(), []);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value || !name.current || !password.current) return;
    busy.value = true;
    trouble.value = "";
    try {
      await signIn(name.current.value.trim(), password.current.value);
    } catch (error) {
      trouble.value = words(error);
      password.current.select();
    } finally {
      busy.value = false;
    }
  };

  return (
    <div class="signin">
      <header>
        <span class="grow" />
        <LanguageMenu />
        <ThemeMenu />
      </header>
      <main id="main">
        <form onSubmit={(event) => void submit(event)} aria-busy={busy.value}>
          <Brand />
          <h1>{t("signin.title")}</h1>
          <label>
            {t("signin.name")}
            <input
              ref={name}
              name="username"
              autocomplete="username"
              autocapitalize="none"
              spellcheck={false}
              required
              maxLength={100}
            />
          </label>
          <label>
            {t("signin.password")}
            <input
              ref={password}
              name="password"
              type="password"
              autocomplete="current-password"
              required
              maxLength={1000}
            />
          </label>
          <p class="trouble" role="alert">
            {trouble.value}
          </p>
          <button type="submit" class="button primary wide" disabled={busy.value}>
            {busy.value ? t("signin.busy") : t("signin.submit")}
          </button>
          <p class="hint">{t("signin.hint")}</p>
        </form>
      </main>
    </div>
  );
}
