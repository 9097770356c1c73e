"""How a report looks: one column that fits a phone, light or dark as the reader's system is."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --ground: #fbfaf7; --panel: #ffffff; --ink: #1d1f21; --soft: #5d6468;
  --rule: #d9d6ce; --accent: #2f6f8f; --track: #e9e6de; --wrong: #a6372b; --right: #2f7547; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #15181a; --panel: #1d2124; --ink: #e7e5df; --soft: #a2a9ad; --rule: #363c40;
    --accent: #6fb2d3; --track: #2b3135; --wrong: #ef8a7d; --right: #7cc797; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: anywhere; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: .8rem; color: var(--soft); margin: 1rem 0 .2rem; }
p { margin: .3rem 0; }
.soft { color: var(--soft); font-size: .9rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--rule);
  vertical-align: top; overflow-wrap: normal; font-variant-numeric: tabular-nums; }
th { color: var(--soft); font-weight: 600; }
.numbers td:not(:first-child) { white-space: nowrap; }
nav { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: .8rem 0; font-size: .92rem; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.notice { border-left: 3px solid var(--wrong); padding-left: .8rem; }
.filters { display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; margin: 2.5rem 0 -1rem; padding: .5rem 0;
  background: var(--ground); position: sticky; top: 0; z-index: 1; }
select { font: inherit; max-width: 100%; }
h2 { scroll-margin-top: 3.5rem; }
svg.share { display: block; width: 10rem; height: .9rem; margin-top: .3rem; }
svg.plot { display: block; width: 100%; max-width: 26rem; }
.track { fill: var(--track); } .bar { fill: var(--accent); }
.whisker { stroke: var(--ink); stroke-width: 1.5; } .grid { stroke: var(--rule); }
.curve { fill: none; stroke: var(--accent); stroke-width: 2.5; }
svg text { fill: var(--soft); font-size: 12px; }
details { border-bottom: 1px solid var(--rule); }
details > summary { cursor: pointer; padding: .5rem 0; }
details[open] { background: var(--panel); padding: 0 .9rem .9rem; margin: 0 -.9rem; border-radius: 6px; }
blockquote { margin: .3rem 0 .6rem; padding-left: .8rem; border-left: 3px solid var(--rule); }
.wrong { color: var(--wrong); } .right { color: var(--right); }
.why { color: var(--soft); font-size: .85rem; border: 1px solid var(--rule); border-radius: 1rem;
  padding: .05rem .5rem; white-space: nowrap; }
.id { font: .82rem ui-monospace, Menlo, Consolas, monospace; color: var(--soft); margin-right: .5rem; }
ol, ul { padding-left: 1.3rem; margin: .3rem 0; }
@media (max-width: 44rem) {
  .measures thead { display: none; }
  .measures tr { display: grid; grid-template-columns: 1fr 3.6rem 8.4rem 2.6rem; padding: .4rem 0;
    border-bottom: 1px solid var(--rule); }
  .measures td { border: 0; padding: .1rem .7rem .1rem 0; }
  .measures td:first-child { grid-column: 1 / -1; }
  .measures td:last-child { padding-right: 0; text-align: right; }
  .measures svg.share { width: 100%; }
  .tags th, .tags td { padding-right: .4rem; }
  .tags svg.share { width: 3.2rem; }
  .filters { position: static; }
}
@media print {
  nav, .filters { display: none; }
  body { font-size: 10pt; }
  tr, li, blockquote, svg { break-inside: avoid; }
  h2, h3, summary { break-after: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .scroll { overflow: visible; }
}
"""
