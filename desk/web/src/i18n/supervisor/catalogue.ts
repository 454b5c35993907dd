/** The catalogue of the supervisor's screen, which the other screens never load. */
import type { Catalogue } from "../catalogue";

export const supervisorWords: Catalogue = { en: () => import("./en"), ru: () => import("./ru") };
