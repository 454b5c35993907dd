/** The short forms that add something, from wherever one is. */
import { adding } from "./adding";
import { AddCalendar, AddPrompt } from "./add-small";
import { AddDay } from "./add-day";
import { AddKey, AddStep } from "./add-key";
import { AddQueue } from "./add-queue";

export function Dialogs() {
  const wanted = adding.value;
  const close = () => (adding.value = null);
  switch (wanted?.what) {
    case "day":
      return <AddDay calendar={wanted.calendar} date={wanted.date} onClose={close} />;
    case "key":
      return <AddKey holder={wanted.holder} onClose={close} />;
    case "step":
      return <AddStep place={wanted.place} back={wanted.back} onClose={close} />;
    case "queue":
      return <AddQueue onClose={close} />;
    case "prompt":
      return <AddPrompt onClose={close} />;
    case "calendar":
      return <AddCalendar onClose={close} />;
    default:
      return null;
  }
}
