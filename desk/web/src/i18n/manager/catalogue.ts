/** The catalogue of the screen of past calls, which the other screens never load. */
import type { Catalogue } from "../catalogue";

export const managerWords: Catalogue = { en: () => import("./en"), ru: () => import("./ru") };
