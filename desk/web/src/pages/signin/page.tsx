/** Sign-in: name and password, a code where one is asked for, or another service's word. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { getWays } from "../../api/centre";
import { ApiError } from "../../api/http";
import { query } from "../../app/router";
import { t } from "../../i18n/catalogue";
import { LanguageMenu, ThemeMenu } from "../../app/bar";
import { Brand } from "../../app/brand";
import { sentence } from "../../app/notices";
import { signIn } from "../../app/session";

function words(error: unknown): string {
  if (error instanceof ApiError && error.code === "wrong_credentials") return t("signin.wrong");
  if (error instanceof ApiError && error.code === "wrong_code") return t("signin.wrong_code");
  if (error instanceof ApiError && error.status === 429) {
    return t("signin.slow_down", { n: error.retryAfterS ?? 30 });
  }
  return sentence(error);
}

const ends = ["expired", "refused", "unknown", "failed", "away"] as const;

/** Why single sign-on led back here, if it did. */
function wordsOfSignOn(): string {
  const told = new URLSearchParams(query.value).get("sign_on");
  const end = ends.find((known) => known === told);
  return end ? t(`signin.on_${end}`) : "";
}

export function Page() {
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const code = useRef<HTMLInputElement>(null);
  const trouble = useSignal("");
  const busy = useSignal(false);
  /** The password was right, and a code is asked for too. */
  const second = useSignal(false);
  useEffect(() => name.current?.focus(), []);
  useEffect(() => {
    if (second.value) code.current?.focus();
  }, [second.value]);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value || !name.current || !password.current) return;
    busy.value = true;
    trouble.value = "";
    try {
      const given = second.value ? (code.current?.value ?? "") : "";
      await signIn(name.current.value.trim(), password.current.value, given);
    } catch (error) {
      if (error instanceof ApiError && error.code === "second_factor") second.value = true;
      else {
        trouble.value = words(error);
        (second.value ? code : password).current?.select();
      }
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
              readOnly={second.value}
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
              readOnly={second.value}
            />
          </label>
          {second.value ? (
            <label>
              {t("signin.code")}
              <input
                ref={code}
                name="code"
                autocomplete="one-time-code"
                autocapitalize="none"
                spellcheck={false}
                required
                minLength={6}
                maxLength={32}
              />
              <span class="hint">{t("signin.code_hint")}</span>
            </label>
          ) : null}
          <p class="trouble" role="alert">
            {trouble.value || wordsOfSignOn()}
          </p>
          <button type="submit" class="button primary wide" disabled={busy.value}>
            {busy.value ? t("signin.busy") : t("signin.submit")}
          </button>
          <SignOn />
          <p class="hint">{t("signin.hint")}</p>
        </form>
      </main>
    </div>
  );
}

/** A way round the password, where the centre has one. A link: it leaves the page. */
function SignOn() {
  const button = useSignal<string | null>(null);
  useEffect(() => {
    // Without an answer there is still the password.
    getWays().then((ways) => (button.value = ways.sign_on)).catch(() => undefined);
  }, []);
  if (!button.value) return null;
  return (
    <a class="button wide" href="/api/v1/session/oidc">
      {t("signin.with", { name: button.value })}
    </a>
  );
}
