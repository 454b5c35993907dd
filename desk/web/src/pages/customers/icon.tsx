/** The icons of this screen: those of every screen, and a few that only a card needs. */
import { Drawn, Icon as Common, type IconName as CommonName } from "../../parts/icon";

const paths = {
  add: "M7.2 3h1.6v4.2H13v1.6H8.8V13H7.2V8.8H3V7.2h4.2V3Z",
  star: "m8 1.8 1.9 3.9 4.3.6-3.1 3 .7 4.3L8 11.6l-3.8 2 .7-4.3-3.1-3 4.3-.6L8 1.8Z",
} as const;

type OwnName = keyof typeof paths;

const isOwn = (name: CommonName | OwnName): name is OwnName => name in paths;

export const Icon = ({ name }: { name: CommonName | OwnName }) =>
  isOwn(name) ? <Drawn path={paths[name]} /> : <Common name={name} />;
