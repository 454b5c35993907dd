/** The catalogue of the operator's screen, which the other screens never load. */
import type { Catalogue } from "../catalogue";

export const operatorWords: Catalogue = { en: () => import("./en"), ru: () => import("./ru") };
