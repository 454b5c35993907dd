/** Starts the screens: words, place, person, then the first paint. */
import { render } from "preact";
import { startLanguage } from "./i18n/catalogue";
import { startRouter } from "./app/router";
import { startSession } from "./app/session";
import { Shell } from "./app/shell";

startRouter();
await startLanguage();
void startSession();
const place = document.getElementById("app");
if (place) render(<Shell />, place);
