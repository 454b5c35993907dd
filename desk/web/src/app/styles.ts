/** A style sheet that only one page needs: the shell knows its address, the page brings it in. */
const added = new Map<string, Promise<void>>();

/** Bring in the sheet whose address stands in `data-…` on the page's body. */
export function addStyles(name: string): Promise<void> {
  const known = added.get(name);
  if (known) return known;
  const coming = new Promise<void>((done, fail) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = document.body.dataset[name] ?? "";
    link.onload = () => done();
    link.onerror = () => fail(new Error(`the style sheet ${name} cannot be loaded`));
    document.head.append(link);
  });
  added.set(name, coming);
  return coming;
}
