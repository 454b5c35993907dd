/** Runs before the first paint, so that the chosen theme and language never flash. */
const root = document.documentElement;
try {
  const theme = localStorage.getItem("callwright.theme");
  if (theme === "light" || theme === "dark") root.dataset["theme"] = theme;
  const language = localStorage.getItem("callwright.language");
  if (language) root.lang = language;
} catch {
  // Storage may be forbidden; the system's theme and language are a fine answer.
}
