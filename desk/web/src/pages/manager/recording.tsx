/** The recording of a call: its picture and its controls, or plainly why there is none. */
import { useComputed } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { getPeaks } from "../../api/centre";
import type { CallRow, RecordingRow } from "../../api/words";
import { useLoad } from "../../app/load";
import { t } from "../../i18n/catalogue";
import { clockText } from "../../i18n/format";
import { Icon } from "../../parts/icon";
import {
  playState,
  playing,
  positionS,
  rate,
  rates,
  setRate,
  stop,
  toggle,
  trouble,
} from "../../parts/player";
import { Clipped } from "../../parts/words";
import { opened } from "./moves";
import { Waveform } from "./waveform";

const BUCKETS = 400;

export function Recording({ row, call }: { row: RecordingRow | null; call: CallRow }) {
  if (row === null) {
    const why = call.outcome === "answered" ? "recording.none" : "recording.none_talked";
    return <p class="no-recording">{t(call.ended_at === null ? "recording.not_yet" : why)}</p>;
  }
  if (row.state === "recording") return <p class="no-recording">{t("recording.recording")}</p>;
  if (row.state === "storing") return <p class="no-recording">{t("recording.storing")}</p>;
  if (row.state === "failed") {
    return (
      <p class="no-recording red-text">
        {t("recording.failed")} {row.why ? <Clipped text={row.why} /> : null}
      </p>
    );
  }
  return <Player key={row.id} row={row} talkedS={call.talked_s ?? 0} />;
}

function Player({ row, talkedS }: { row: RecordingRow; talkedS: number }) {
  const peaks = useLoad(row.id, () => getPeaks(row.id, BUCKETS));
  const lengthS = row.duration_s ?? peaks.data?.duration_s ?? talkedS;
  useLayoutEffect(() => {
    opened.value = { recording: row.id, lengthS };
  }, [row.id, lengthS]);
  useLayoutEffect(
    () => () => {
      opened.value = null;
      if (playing.value === row.id) stop();
    },
    [row.id],
  );
  return (
    <div class="player">
      <Waveform recording={row.id} lengthS={lengthS} peaks={peaks.data} />
      <Controls row={row} lengthS={lengthS} />
      {playing.value === row.id && playState.value === "failed" ? (
        <p class="red-text" role="status">
          {t(`player.${trouble.value}`)}
        </p>
      ) : null}
    </div>
  );
}

function Controls({ row, lengthS }: { row: RecordingRow; lengthS: number }) {
  const mine = playing.value === row.id;
  const second = useComputed(() => Math.floor(positionS.value));
  const runs = mine && (playState.value === "playing" || playState.value === "loading");
  return (
    <div class="controls">
      <button
        type="button"
        class="round large"
        aria-label={t(runs ? "player.pause" : "player.play")}
        onClick={() => toggle(row.id)}
      >
        <Icon name={runs ? "pause" : "play"} />
      </button>
      <span class="figures">
        {clockText(mine ? second.value : 0)} <span class="muted">/ {clockText(lengthS)}</span>
      </span>
      <span class="grow" />
      <div class="rates" role="group" aria-label={t("player.speed")}>
        {rates.map((wanted) => (
          <button
            key={wanted}
            type="button"
            aria-pressed={rate.value === wanted}
            onClick={() => setRate(wanted)}
          >
            {wanted}×
          </button>
        ))}
      </div>
    </div>
  );
}
