/** The catalogue of the screen of customers, which the other screens never load. */
import type { Catalogue } from "../catalogue";

export const customersWords: Catalogue = { en: () => import("./en"), ru: () => import("./ru") };
