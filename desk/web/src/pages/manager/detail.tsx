/** One call: its figures, its recording, and what happened, line by line. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { getCall } from "../../api/centre";
import type { CallDetail, CallRow } from "../../api/words";
import { useLoad } from "../../app/load";
import { plan } from "../../app/plan";
import { language, t } from "../../i18n/catalogue";
import { clockText, dayText, timeText } from "../../i18n/format";
import { Icon } from "../../parts/icon";
import { OutcomeMark } from "../../parts/outcome";
import {
  At,
  Caller,
  Length,
  nodeName,
  operatorName,
  queueName,
  tongueName,
} from "../../parts/words";
import { callName } from "../../parts/why/speaker";
import { Recording } from "./recording";
import { timeline } from "./timeline";
import { WhyStory } from "./why-story";

const AGAIN_MS = 3_000;

const words = {
  t,
  operator: operatorName,
  queue: queueName,
  node: nodeName,
  tongue: tongueName,
  call: callName,
  length: clockText,
};

export function Detail({ id, onClose }: { id: string; onClose: () => void }) {
  const loaded = useLoad(id, () => getCall(id));
  const title = useRef<HTMLHeadingElement>(null);
  const { data } = loaded;
  const moving = data !== null && isMoving(data);
  useEffect(() => {
    if (!moving) return undefined;
    const timer = setInterval(loaded.again, AGAIN_MS);
    return () => clearInterval(timer);
  }, [moving]);
  useLayoutEffect(() => title.current?.focus(), []);
  return (
    <article class="detail">
      <header>
        <h2 ref={title} tabIndex={-1}>
          {t("detail.title")}
        </h2>
        <button type="button" class="bare" aria-label={t("shell.close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {loaded.trouble && !data ? <p class="red-text">{loaded.trouble}</p> : null}
      {data ? <Body detail={data} /> : null}
    </article>
  );
}

/** A call that lives, or a recording that is not stored yet, will look different in a moment. */
const isMoving = ({ call, recording }: CallDetail): boolean =>
  call.ended_at === null || recording?.state === "recording" || recording?.state === "storing";

function Body({ detail }: { detail: CallDetail }) {
  const { call, recording, steps } = detail;
  return (
    <>
      <div class="detail-who">
        <Caller class="large" number={call.caller} name={call.caller_name} />
        <OutcomeMark row={call} />
      </div>
      <Recording row={recording} call={call} />
      <Facts call={call} />
      <WhyStory call={call} />
      <h3>{t("detail.happened")}</h3>
      <ol class="timeline">
        {timeline(call, steps, words).map((line) => (
          <li key={line.key}>
            <span class="timeline-at figures">
              <At moment={line.at} seconds />
              <span class="muted">+{clockText(line.afterS)}</span>
            </span>
            <span>
              <bdi>{line.text}</bdi>
              {line.why.map((reason) => (
                <bdi key={reason} class="timeline-why muted">
                  {reason}
                </bdi>
              ))}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

function Facts({ call }: { call: CallRow }) {
  const zone = plan.value?.timezone;
  const day = dayText(language(), call.arrived_at, zone);
  const time = timeText(language(), call.arrived_at, zone);
  return (
    <dl class="facts">
      <div>
        <dt>{t("detail.arrived")}</dt>
        <dd class="figures">{`${day}, ${time}`}</dd>
      </div>
      <div>
        <dt>{t("call.dialled")}</dt>
        <dd class="figures">
          <bdi>{call.dialled}</bdi>
        </dd>
      </div>
      <div>
        <dt>{t("call.queue")}</dt>
        <dd>{call.queue ? <bdi>{queueName(call.queue)}</bdi> : "–"}</dd>
      </div>
      <div>
        <dt>{t("list.operator")}</dt>
        <dd>{call.operator ? <bdi>{operatorName(call.operator)}</bdi> : "–"}</dd>
      </div>
      <div>
        <dt>{t("list.waited")}</dt>
        <dd class="figures">
          <Length seconds={call.waited_s} />
        </dd>
      </div>
      <div>
        <dt>{t("list.talked")}</dt>
        <dd class="figures">
          <Length seconds={call.talked_s} />
        </dd>
      </div>
      <div class="whole">
        <dt>{t("filter.end")}</dt>
        <dd>{call.end_reason ? t(`end.${call.end_reason}`) : t("outcome.living")}</dd>
      </div>
    </dl>
  );
}
