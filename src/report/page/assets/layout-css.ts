/** The page's frame, its texts and its cards. */
export const LAYOUT_CSS = `
* { box-sizing: border-box; }
html { scroll-padding-top: 3.5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); line-height: 1.45; font-size: 15px;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; }
.page { max-width: 1220px; margin: 0 auto; padding: 0 1.5rem; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: .5rem; z-index: 9; background: var(--card); padding: .5rem 1rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
header .page { padding-top: 2.2rem; display: flex; justify-content: space-between; align-items: flex-start; gap: 1rem; }
.brand { margin: 0 0 .3rem; color: var(--muted); font-size: .8rem; font-weight: 600; letter-spacing: .08em; text-transform: uppercase; }
h1 { margin: 0; font-size: 1.85rem; line-height: 1.2; letter-spacing: -.015em; overflow-wrap: anywhere; }
.period { margin: .4rem 0 .8rem; color: var(--muted); }
.period > span + span::before { content: "·"; margin: 0 .5em; }
nav { position: sticky; top: 0; z-index: 5; background: var(--ground); border-bottom: 1px solid var(--line); }
nav .page { display: flex; gap: 1.4rem; overflow-x: auto; scrollbar-width: none; }
nav a { padding: .7rem 0; white-space: nowrap; color: var(--muted); text-decoration: none; font-size: .92rem; font-weight: 500; }
nav a:hover, nav a:focus { color: var(--ink); }
section { padding-top: 2.2rem; }
h2 { margin: 0; font-size: 1.3rem; letter-spacing: -.01em; }
.lead { margin: .2rem 0 1rem; color: var(--muted); }
h3 { margin: 0 0 .6rem; font-size: .98rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: .8rem; margin: 0 0 1rem; }
.figure { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .75rem 1rem; }
.figure dt { color: var(--muted); font-size: .85rem; }
.figure dd { margin: .1rem 0 0; font-size: 1.55rem; font-weight: 600; font-variant-numeric: tabular-nums; letter-spacing: -.02em; }
.figure small { display: inline; margin-left: .5rem; font-size: .85rem; font-weight: 400; letter-spacing: 0; }
.cards { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.1rem; min-width: 0; }
.card.full { grid-column: 1 / -1; }
.empty, .note { color: var(--muted); }
.empty { margin: .5rem 0; }
.note { margin: .6rem 0 0; font-size: .82rem; }
.banner { background: var(--medium-ground); color: var(--medium-ink); border-radius: 10px; padding: .8rem 1.1rem; margin: 1.5rem 0 0; }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); color: var(--muted); font-size: .85rem; }
footer .page { padding-top: 1.2rem; padding-bottom: 2.5rem; }
footer h2 { font-size: .95rem; color: var(--ink); }
footer ul { margin: .5rem 0; padding-left: 1.1rem; }
button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
.theme { flex: none; border: 1px solid var(--strong-line); border-radius: 99px; padding: .3rem .9rem; font-size: .85rem; color: var(--muted); }
.theme:hover { color: var(--ink); }
.live { color: var(--series-2); font-weight: 600; }
@media (max-width: 820px) {
  .page { padding: 0 1rem; }
  .cards { grid-template-columns: minmax(0, 1fr); }
  h1 { font-size: 1.45rem; }
  .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .6rem; }
  .figure { padding: .6rem .8rem; }
  .figure dd { font-size: 1.3rem; }
  .card { padding: .8rem; }
}
`;
