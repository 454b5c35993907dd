/** The bar at the top: screens, connection, language, theme, the person. */
import type { Me } from "../api/words";
import { chooseLanguage, language, languages, t, type Language } from "../i18n/catalogue";
import { connection } from "../live/live";
import { Icon, type IconName } from "../parts/icon";
import { Menu } from "../parts/menu";
import { screensOf } from "./access";
import { Brand } from "./brand";
import { openHelp } from "./help";
import { go, path } from "./router";
import { signOut } from "./session";
import { chooseTheme, theme, themes, type Theme } from "./theme";

const themeIcon: Record<Theme, IconName> = { system: "auto", light: "sun", dark: "moon" };

export function Bar({ person }: { person: Me }) {
  return (
    <header class="bar">
      <a class="skip" href="#main">
        {t("shell.skip")}
      </a>
      <Brand />
      <nav aria-label={t("shell.screens")}>
        {screensOf(person.roles).map((screen) => (
          <a
            key={screen}
            href={`/${screen}`}
            data-inside="yes"
            aria-current={path.value.startsWith(`/${screen}`) ? "page" : undefined}
          >
            {t(`screen.${screen}`)}
          </a>
        ))}
      </nav>
      <span class="grow" />
      <ConnectionMark />
      <LanguageMenu />
      <ThemeMenu />
      <button
        type="button"
        class="bare"
        aria-label={t("help.title")}
        title={`${t("help.title")} (?)`}
        onClick={openHelp}
      >
        <Icon name="help" />
      </button>
      <Menu
        class="bare person"
        align="end"
        name={person.display_name}
        label={
          <>
            <Icon name="user" />
            <bdi class="clip">{person.display_name}</bdi>
          </>
        }
        items={[
          { label: t("screen.account"), act: () => go("/account") },
          { label: t("shell.sign_out"), act: () => void signOut() },
        ]}
      />
    </header>
  );
}

function ConnectionMark() {
  const state = connection.value;
  return (
    <span class={`connection ${state}`} role="status">
      <span class="dot" aria-hidden="true" />
      {t(`connection.${state}`)}
    </span>
  );
}

export function LanguageMenu() {
  const tags = Object.keys(languages) as Language[];
  return (
    <Menu
      class="bare"
      align="end"
      name={t("shell.language")}
      label={
        <>
          <Icon name="globe" />
          <span aria-hidden="true">{language().toUpperCase()}</span>
        </>
      }
      items={tags.map((tag) => ({
        label: languages[tag],
        checked: tag === language(),
        act: () => void chooseLanguage(tag),
      }))}
    />
  );
}

export function ThemeMenu() {
  return (
    <Menu
      class="bare"
      align="end"
      name={t("shell.theme")}
      label={<Icon name={themeIcon[theme.value]} />}
      items={themes.map((wanted) => ({
        label: t(`theme.${wanted}`),
        checked: wanted === theme.value,
        act: () => chooseTheme(wanted),
      }))}
    />
  );
}
