"""The style sheet of `/docs`. Text here, so that it is in every installation."""

DOCS_CSS = """\
:root { color-scheme: light dark; --ink: #1c2430; --dim: #586476; --paper: #ffffff;
  --soft: #f2f5f9; --line: #d6dde6; --link: #0b57b0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ebf2; --dim: #a3b0c2; --paper: #12171e; --soft: #1b222c;
    --line: #323d4b; --link: #8cbcff; }
}
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 13rem minmax(0, 60rem);
  gap: 2.5rem; font: 16px/1.55 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); }
nav { position: sticky; top: 0; align-self: start; height: 100vh; overflow: auto;
  padding: 1.5rem 1rem; background: var(--soft); border-right: 1px solid var(--line);
  display: flex; flex-direction: column; gap: 0.4rem; }
nav strong { margin-bottom: 0.6rem; }
a { color: var(--link); }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
main { padding: 1.5rem 1.5rem 6rem 0; }
h1 small { color: var(--dim); font-weight: 400; font-size: 1rem; }
h2 { margin-top: 3rem; padding-bottom: 0.3rem; border-bottom: 2px solid var(--line); }
h3 { margin: 0; font-size: 1.05rem; }
h4 { margin: 1rem 0 0.3rem; color: var(--dim); font-size: 0.9rem; }
article { margin: 1.2rem 0; padding: 1rem 1.2rem; border: 1px solid var(--line);
  border-radius: 8px; }
code { font: 0.92em/1.4 ui-monospace, monospace; background: var(--soft);
  padding: 0.1em 0.3em; border-radius: 4px; overflow-wrap: anywhere; }
.method { display: inline-block; min-width: 4.2rem; text-align: center; color: #ffffff;
  background: #48566a; border-radius: 4px; font-size: 0.85rem; padding: 0.1rem 0.4rem; }
.method.get { background: #1f5fa8; } .method.post { background: #2b6e36; }
.method.patch, .method.put { background: #85510a; } .method.delete { background: #a32c2c; }
.who { margin: 0.4rem 0; color: var(--dim); font-size: 0.9rem; }
table { width: 100%; border-collapse: collapse; font-size: 0.92rem; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem 0.3rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
@media (max-width: 800px) {
  body { display: block; } nav { position: static; height: auto; flex-flow: row wrap; }
  main { padding: 1rem; }
}
"""
