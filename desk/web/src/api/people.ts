/** People, teams, skills, sessions, second factors and the audit, as the API has them. */
import { ask } from "./http";
import type { Role } from "./words";

const own = encodeURIComponent;

export interface Person {
  name: string;
  display_name: string;
  roles: Role[];
  extension: string | null;
  disabled: boolean;
  team: string | null;
  second_factor: boolean;
  sign_on: string | null;
}

export interface NewPerson {
  name: string;
  display_name: string;
  roles: Role[];
  extension: string | null;
  team: string | null;
  password: string;
}

export type PersonChange = Partial<
  Pick<Person, "display_name" | "roles" | "extension" | "disabled" | "team">
> & { sign_on?: null };

export interface Team {
  id: string;
  name: string;
  supervisors: string[];
  members: string[];
}

export type TeamFields = Omit<Team, "id">;

export interface TeamPerson {
  name: string;
  display_name: string;
  leads: boolean;
}

export interface Teams {
  teams: Team[];
  people: TeamPerson[];
}

export interface OperatorSkills {
  name: string;
  display_name: string;
  team: string | null;
  skills: Record<string, number>;
  languages: string[];
}

export interface Skills {
  revision: number;
  skills: string[];
  operators: OperatorSkills[];
}

export interface SkillsChanged {
  operator: string;
  skills: Record<string, number>;
  revision: number;
  draft: "none" | "changed" | "refused";
  message: string;
}

export interface Session {
  id: string;
  created_at: string;
  seen_at: string;
  address: string;
  agent: string;
  how: "password" | "sign_on";
  here: boolean;
}

export interface AuditRow {
  number: number;
  at: string;
  person: string;
  action: string;
  target: string;
  detail: string;
  address: string;
}

export interface AuditPage {
  rows: AuditRow[];
  next_before: number | null;
}

export interface SecondFactor {
  on: boolean;
  since: string | null;
  codes_left: number;
  wanted: boolean;
}

export const listPeople = (): Promise<{ users: Person[] }> => ask("GET", "/users");
export const addPerson = (person: NewPerson): Promise<Person> => ask("POST", "/users", person);
export const changePerson = (name: string, change: PersonChange): Promise<Person> =>
  ask("PATCH", `/users/${own(name)}`, change);
export const setPassword = (name: string, password: string): Promise<void> =>
  ask("POST", `/users/${own(name)}/password`, { password });
export const resetSecondFactor = (name: string): Promise<void> =>
  ask("DELETE", `/users/${own(name)}/second-factor`);

export const listTeams = (): Promise<Teams> => ask("GET", "/teams");
export const addTeam = (team: TeamFields): Promise<Team> => ask("POST", "/teams", team);
export const changeTeam = (id: string, team: TeamFields): Promise<Team> =>
  ask("PATCH", `/teams/${own(id)}`, team);
export const removeTeam = (id: string): Promise<void> => ask("DELETE", `/teams/${own(id)}`);

export const listSkills = (): Promise<Skills> => ask("GET", "/skills");
export const setSkills = (
  operator: string,
  skills: Record<string, number>,
): Promise<SkillsChanged> => ask("PUT", `/operators/${own(operator)}/skills`, { skills });

export const readAudit = (query: URLSearchParams): Promise<AuditPage> =>
  ask("GET", `/audit?${query}`);

const of = (person?: string): string => (person ? `?person=${own(person)}` : "");
export const listSessions = (person?: string): Promise<{ sessions: Session[] }> =>
  ask("GET", `/sessions${of(person)}`);
export const endSession = (id: string, person?: string): Promise<void> =>
  ask("DELETE", `/sessions/${own(id)}${of(person)}`);
export const endSessions = (person?: string): Promise<{ ended: number }> =>
  ask("DELETE", `/sessions${of(person)}`);

export const changeOwnName = (display_name: string): Promise<Person> =>
  ask("PATCH", "/account", { display_name });
export const changeOwnPassword = (old: string, fresh: string): Promise<void> =>
  ask("POST", "/account/password", { old, new: fresh });

const FACTOR = "/account/second-factor";
export const getSecondFactor = (): Promise<SecondFactor> => ask("GET", FACTOR);
export const beginSecondFactor = (password: string): Promise<{ secret: string; uri: string }> =>
  ask("POST", FACTOR, { password });
export const confirmSecondFactor = (code: string): Promise<{ recovery_codes: string[] }> =>
  ask("POST", `${FACTOR}/confirm`, { code });
export const newRecoveryCodes = (code: string): Promise<{ recovery_codes: string[] }> =>
  ask("POST", `${FACTOR}/recovery-codes`, { code });
export const secondFactorOff = (code: string): Promise<void> =>
  ask("POST", `${FACTOR}/off`, { code });
