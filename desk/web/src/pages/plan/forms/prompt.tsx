/** What callers hear: which prompt, its text in every language, and how it sounds. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { speak, uploadSound } from "../../../api/plan";
import type { Place } from "../../../api/plan-words";
import { report } from "../../../app/notices";
import { t } from "../../../i18n/catalogue";
import { Icon } from "../icon";
import { plainName, tongueName } from "../../../parts/words";
import { doc, edit } from "../draft";
import { put, set } from "../edits";
import { builtIn, saidOf } from "../prompts/uses";
import { Choice } from "./controls";

export function PromptChoice(props: {
  id: string;
  place: Place;
  value: string;
  optional?: boolean;
}) {
  const own = Object.keys(doc.value?.prompts ?? {});
  const named = (names: readonly string[]) =>
    names.map((name) => ({ value: name, label: plainName(name) }));
  return (
    <>
      <Choice
        id={props.id}
        value={props.value}
        options={props.optional ? [{ value: "", label: t("plan.usual_words") }] : []}
        groups={[
          { label: t("plan.own_prompts"), options: named(own) },
          {
            label: t("plan.built_in"),
            options: named(builtIn.filter((name) => !own.includes(name))),
          },
        ]}
        onChange={(value) => void edit(put(props.place, value))}
      />
      {own.includes(props.value) ? <PromptTexts prompt={props.value} /> : null}
    </>
  );
}

/** The texts of a prompt, a box for each language of the plan. */
export function PromptTexts({ prompt, rich }: { prompt: string; rich?: boolean }) {
  return (
    <div class="texts">
      {(doc.value?.languages ?? []).map((language) => (
        <OneText
          key={`${prompt}/${language}`}
          prompt={prompt}
          language={language}
          rich={rich ?? false}
        />
      ))}
    </div>
  );
}

function OneText(props: { prompt: string; language: string; rich: boolean }) {
  const { prompt, language } = props;
  const spoken = doc.value?.prompts[prompt]?.[language];
  const said = saidOf(spoken);
  const place = ["prompts", prompt, language];
  const other = said.sound || said.file;
  const written = (text: string) => {
    if (text === said.text) return;
    void edit(text ? set(place, text) : put(place, null));
  };
  return (
    <div class="one-text">
      <div class="one-text-head">
        <span>{tongueName(language)}</span>
        {!said.text && !other ? (
          <span class="missing">
            <Icon name="warn" />
            {t("plan.missing")}
          </span>
        ) : null}
        <span class="grow" />
        {said.text ? <Listen text={said.text} language={language} /> : null}
        {props.rich ? <Upload prompt={prompt} language={language} /> : null}
      </div>
      {other ? (
        <p class="sound-line">
          <Icon name="speak" />
          <bdi class="clip">
            {said.sound ? t("plan.sound_of", { name: said.sound }) : t("plan.own_sound")}
          </bdi>
          <button type="button" class="bare" onClick={() => void edit(put(place, null))}>
            {t("plan.take_away")}
          </button>
        </p>
      ) : (
        <textarea
          key={said.text}
          lang={language}
          dir="auto"
          rows={rowsFor(said.text)}
          maxLength={2000}
          aria-label={`${plainName(prompt)}, ${tongueName(language)}`}
          placeholder={t("plan.text_hint")}
          defaultValue={said.text}
          onChange={(event) => written(event.currentTarget.value.trim())}
        />
      )}
    </div>
  );
}

const rowsFor = (text: string): number => Math.min(5, Math.max(2, Math.ceil(text.length / 36)));

/** Hear a text as callers would. One voice at a time; the sound is let go when it ends. */
export function Listen({ text, language }: { text: string; language: string }) {
  const state = useSignal<"idle" | "loading" | "playing">("idle");
  const element = useSignal<HTMLAudioElement | null>(null);
  const stop = () => {
    element.value?.pause();
    if (element.value) URL.revokeObjectURL(element.value.src);
    element.value = null;
    state.value = "idle";
  };
  useEffect(() => stop, []);
  const play = async () => {
    if (state.value !== "idle") {
      stop();
      return;
    }
    state.value = "loading";
    try {
      const audio = new Audio(URL.createObjectURL(await speak(text, language)));
      element.value = audio;
      audio.onended = stop;
      await audio.play();
      state.value = "playing";
    } catch (error) {
      stop();
      report(error);
    }
  };
  const on = state.value !== "idle";
  return (
    <button
      type="button"
      class="bare listen"
      aria-busy={state.value === "loading"}
      aria-label={`${on ? t("player.pause") : t("plan.listen")}: ${tongueName(language)}`}
      onClick={() => void play()}
    >
      <Icon name={on ? "pause" : "play"} />
      {t("plan.listen")}
    </button>
  );
}

function Upload({ prompt, language }: { prompt: string; language: string }) {
  const send = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (!file) return;
    try {
      const id = await uploadSound(file);
      await edit(set(["prompts", prompt, language], { file: id }));
    } catch (error) {
      report(error);
    }
    input.value = "";
  };
  return (
    <label class="bare upload">
      <input
        type="file"
        class="unseen"
        accept=".wav,.mp3,audio/wav,audio/mpeg"
        aria-label={`${t("plan.upload")}: ${tongueName(language)}`}
        onChange={(event) => void send(event.currentTarget)}
      />
      <Icon name="add" />
      {t("plan.upload")}
    </label>
  );
}
