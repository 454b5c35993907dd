/** The catalogue of the sign-in page, which the other screens never load. */
import type { Catalogue } from "../catalogue";

export const signinWords: Catalogue = { en: () => import("./en"), ru: () => import("./ru") };
