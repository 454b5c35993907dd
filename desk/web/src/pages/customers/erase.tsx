/** Forgetting a customer: what goes and what stays is said first, and a typed word confirms. */
import { useSignal } from "@preact/signals";
import type { Customer } from "../../api/customers";
import { eraseCard, type Erased } from "../../api/customers-page";
import { t } from "../../i18n/catalogue";
import { Text } from "./controls";
import { confirms, wordOf } from "./joining";
import { titleOf } from "./names";
import { Sheet } from "./sheet";

interface Props {
  card: Customer;
  /** It is gone: the list is to be asked again. */
  onErased: () => void;
  onLeave: () => void;
  onClose: () => void;
}

const goes = ["card", "calls", "recordings", "elsewhere"] as const;

export function EraseSheet({ card, onErased, onLeave, onClose }: Props) {
  const typed = useSignal("");
  const done = useSignal<Erased | null>(null);
  if (done.value) return <Done told={done.value} onLeave={onLeave} />;
  return (
    <Sheet
      title={t("cards.erase_title", { name: titleOf(card) })}
      action={t("cards.erase_act")}
      danger
      waits={!confirms(typed.value, card)}
      act={async () => {
        done.value = await eraseCard(card.id, typed.value);
        onErased();
      }}
      onClose={onClose}
    >
      <p>{t("cards.erase_goes")}</p>
      <ul class="cust-points">
        {goes.map((what) => (
          <li key={what}>{t(`cards.erase_${what}`, { n: card.numbers.length })}</li>
        ))}
      </ul>
      <p>{t("cards.erase_stays")}</p>
      <p class="muted">{t("cards.erase_not")}</p>
      <p>
        {t("cards.erase_confirm")} <strong dir="auto">{wordOf(card)}</strong>
      </p>
      <Text
        label={t("cards.erase_word")}
        value={typed.value}
        most={200}
        onInput={(text) => (typed.value = text)}
      />
    </Sheet>
  );
}

function Done({ told, onLeave }: { told: Erased; onLeave: () => void }) {
  const { calls, recordings, remains } = told;
  return (
    <Sheet title={t("cards.erased")} leave={t("shell.close")} onClose={onLeave}>
      <p role="status">
        {t("cards.erased_calls", { n: calls })} {t("cards.erased_recordings", { n: recordings })}
      </p>
      {remains.length > 0 ? (
        <>
          <p>{t("cards.erased_remains")}</p>
          <ul class="cust-points">
            {remains.map((each) => (
              <li key={each}>
                <bdi>{each}</bdi>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Sheet>
  );
}
