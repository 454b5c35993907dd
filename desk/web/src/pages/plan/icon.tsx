/** The icons of every screen, and those that only the plan needs. */
import { Drawn, iconPath as everyPath, type IconName as EveryName } from "../../parts/icon";

const own = {
  people:
    "M5.6 3.2a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6Zm5 .5a2 2 0 1 1 0 4 2 2 0 0 1 0-4ZM1.4 12.8c0-2.3 1.9-3.7 4.2-3.7s4.2 1.4 4.2 3.7H1.4Zm9.6 0c0-1.4-.5-2.6-1.4-3.5.3-.1.7-.1 1-.1 2.1 0 3.9 1.2 3.9 3.6H11Z",
  digits: "M2.5 4h2v2h-2V4Zm4.5 0h2v2H7V4Zm4.5 0h2v2h-2V4ZM2 10.2h12v1.6H2v-1.6Z",
  star: "m8 1.8 1.9 4 4.3.5-3.2 3 .9 4.3L8 11.5l-3.9 2.1.9-4.3-3.2-3 4.3-.5 1.9-4Z",
  add: "M7.2 3h1.6v4.2H13v1.6H8.8V13H7.2V8.8H3V7.2h4.2V3Z",
  undo: "M6.2 2.6v2.5h3a4.1 4.1 0 1 1 0 8.2H5v-1.6h4.2a2.5 2.5 0 0 0 0-5h-3v2.5L2.4 5.9l3.8-3.3Z",
  warn: "M8 2.2 14.6 13.6H1.4L8 2.2Zm-.8 4.2v3.4h1.6V6.4H7.2Zm0 4.5v1.5h1.6v-1.5H7.2Z",
  text: "M2.5 3h11v1.6h-11V3Zm0 4.2h7.4v1.6H2.5V7.2Zm0 4.2h9.4V13H2.5v-1.6Z",
} as const;

export type IconName = EveryName | keyof typeof own;

const isOwn = (name: IconName): name is keyof typeof own => name in own;

export const iconPath = (name: IconName): string => (isOwn(name) ? own[name] : everyPath(name));

export const Icon = ({ name }: { name: IconName }) => <Drawn path={iconPath(name)} />;
