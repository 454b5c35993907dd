/** The catalogue of the plan's screen, which the other screens never load. */
import type { Catalogue } from "../catalogue";

export const planWords: Catalogue = { en: () => import("./en"), ru: () => import("./ru") };
