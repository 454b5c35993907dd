/** The words of reasons: for all screens that show why a call waits or went where it did. */
import type { Catalogue } from "../catalogue";

export const reasonWords: Catalogue = { en: () => import("./en"), ru: () => import("./ru") };
