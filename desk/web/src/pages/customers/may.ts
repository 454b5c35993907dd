/** Who may do what with all the cards. The server decides again on every call. */
import type { Role } from "../../api/words";

const any = (mine: readonly Role[], ...allowed: Role[]): boolean =>
  allowed.some((role) => mine.includes(role));

/** Make two cards one, or take one apart. */
export const mayJoin = (roles: readonly Role[]): boolean =>
  any(roles, "supervisor", "manager", "administrator");

/** Take all cards in or out, and forget a customer. */
export const mayAnswer = (roles: readonly Role[]): boolean =>
  any(roles, "manager", "administrator");
