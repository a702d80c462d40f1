/*
 * Colours in a light and a dark set. The categorical ones follow Paul Tol's "bright" scheme, shifted until each has a contrast of 3 to 1
 * at least against its ground; text colours have 4.5 to 1.
 */
const LIGHT = `
  color-scheme: light;
  --ground: #f5f6f8; --card: #ffffff; --ink: #1a2330; --muted: #566374; --line: #e1e6ec; --strong-line: #c9d1da; --accent: #2a66ad;
  --series-0: #3b6fb0; --series-1: #d4762c; --series-2: #22864a; --series-3: #9a3373; --series-4: #1b8fb3; --series-5: #9a7d00;
  --series-6: #cf4560; --series-rest: #7d8894;
  --ok: #3b6fb0; --failed: #cf5b1c;
  --low: #7d93a8; --medium: #c08500; --high: #d9531e; --critical: #a3195b;
  --low-ground: #e8edf2; --low-ink: #3d4b5a; --medium-ground: #fbe9bf; --medium-ink: #5e4200; --high-ground: #fbd3bd; --high-ink: #7a2a06;
  --critical-ground: #a3195b; --critical-ink: #ffffff; --shade: #2a66ad; --empty-strip: #eceff3;`;

const DARK = `
  color-scheme: dark;
  --ground: #0e1318; --card: #161d25; --ink: #e5ebf1; --muted: #9cabbb; --line: #263039; --strong-line: #3a4753; --accent: #7db3ee;
  --series-0: #6f9fdc; --series-1: #e8975a; --series-2: #52b578; --series-3: #cf7db0; --series-4: #5cc3e2; --series-5: #d6bd4c;
  --series-6: #f08094; --series-rest: #8b97a3;
  --ok: #6f9fdc; --failed: #f08a4b;
  --low: #7f95a9; --medium: #e0ac3c; --high: #ef7c3f; --critical: #e0559b;
  --low-ground: #26313c; --low-ink: #c3d0dc; --medium-ground: #4a3a0d; --medium-ink: #ffdf95; --high-ground: #5a2b14; --high-ink: #ffcdb2;
  --critical-ground: #b5276b; --critical-ink: #ffffff; --shade: #7db3ee; --empty-strip: #202932;`;

export const THEME_CSS = `
:root {${LIGHT}
}
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) {${DARK}
} }
:root[data-theme="dark"] {${DARK}
}
@media print { :root, :root[data-theme="dark"], :root:not([data-theme="light"]) {${LIGHT}
} }
`;
