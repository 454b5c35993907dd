/** The catalogue of people and of one's own account, which the other screens never load. */
import type { Catalogue } from "../catalogue";

export const peopleWords: Catalogue = { en: () => import("./en"), ru: () => import("./ru") };
