/** What everybody must know at once: figures are old, or the phone lines are down. */
import { t } from "../i18n/catalogue";
import { board, connection, heardAt } from "../live/live";
import { At, Clipped } from "../parts/words";

export function Banners() {
  const service = board.service();
  const heard = heardAt.value;
  return (
    <div class="banners" role="status">
      {connection.value === "stale" && heard ? (
        <p class="banner amber">
          <strong>{t("banner.stale")}</strong>
          <span>
            {t("banner.as_of")} <At moment={heard} seconds />. {t("banner.calls_continue")}
          </span>
        </p>
      ) : null}
      {service && !service.lines_up ? (
        <p class="banner red">
          <strong>
            {t("banner.lines_down")} <At moment={service.since} seconds />.
          </strong>
          <span>{t("banner.calls_continue")}</span>
          {service.why ? <Clipped text={service.why} /> : null}
        </p>
      ) : null}
    </div>
  );
}
