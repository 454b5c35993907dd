/** Play in a line of a list: one button, then a small bar to move in. */
import { useComputed } from "@preact/signals";
import { t } from "../i18n/catalogue";
import { clockText } from "../i18n/format";
import { Icon } from "./icon";
import { playState, playing, positionS, seek, toggle, trouble } from "./player";

export function InlinePlayer(props: { recording: string; lengthS: number; about: string }) {
  const { recording, lengthS, about } = props;
  const mine = playing.value === recording;
  const state = mine ? playState.value : "idle";
  const runs = state === "playing" || state === "loading";
  return (
    <span class="inline-player">
      {mine && state !== "failed" ? <Track recording={recording} lengthS={lengthS} /> : null}
      {mine && state === "failed" ? (
        <span class="red-text" role="status">
          {t(`player.${trouble.value}`)}
        </span>
      ) : null}
      <button
        type="button"
        class={`round ${runs ? "on" : ""}`}
        aria-label={`${runs ? t("player.pause") : t("player.play")}: ${about}`}
        aria-busy={state === "loading"}
        onClick={() => toggle(recording)}
      >
        <Icon name={runs ? "pause" : "play"} />
      </button>
    </span>
  );
}

function Track({ recording, lengthS }: { recording: string; lengthS: number }) {
  const second = useComputed(() => Math.floor(positionS.value));
  const whole = Math.max(1, Math.round(lengthS));
  return (
    <>
      <input
        type="range"
        min={0}
        max={whole}
        step={1}
        value={Math.min(whole, second.value)}
        aria-label={t("player.position")}
        aria-valuetext={clockText(second.value)}
        onInput={(event) => seek(recording, Number(event.currentTarget.value))}
      />
      <span class="figures">{clockText(second.value)}</span>
    </>
  );
}
