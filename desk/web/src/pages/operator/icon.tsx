/** The icons of this screen: those of every screen, and a few that only a call needs. */
import { Drawn, Icon as Common, type IconName as CommonName } from "../../parts/icon";

const paths = {
  mute: "M6 4a2 2 0 0 1 4 0v3.2L6 3.4V4ZM2.4 2.5l11 11-1 1-11-11 1-1ZM8 10.6c1.7 0 3-1.2 3.2-2.8h1.4A4.6 4.6 0 0 1 8.7 12v2H7.3v-2a4.6 4.6 0 0 1-3.9-4.2h1.4c.2 1.6 1.5 2.8 3.2 2.8Z",
  give: "M9.5 2.5 14.5 7l-5 4.5V8.8H7.4c-2 0-3.5 1-4.4 3-.3-4 1.6-6.5 4.8-6.5h1.7V2.5Z",
  star: "m8 1.8 1.9 3.9 4.3.6-3.1 3 .7 4.3L8 11.6l-3.8 2 .7-4.3-3.1-3 4.3-.6L8 1.8Z",
} as const;

type OwnName = keyof typeof paths;
export type IconName = CommonName | OwnName;

const isOwn = (name: IconName): name is OwnName => name in paths;

export function Icon({ name, class: extra }: { name: IconName; class?: string }) {
  if (isOwn(name)) return <Drawn path={paths[name]} extra={extra} />;
  return <Common name={name} {...(extra ? { class: extra } : {})} />;
}
