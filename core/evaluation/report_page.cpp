#include "evaluation/report_page.h"

namespace atelier::evaluation {

const char* const kReportStyle = R"css(
:root {
    color-scheme: light dark;
    --page: #f7f6f3; --card: #ffffff; --ink: #1d1c1a; --soft: #6b6860; --line: #e4e1da; --hover: #f1efea;
    --accent: #1f5f8b; --good: #1a7f4b; --good-soft: #dff2e7; --bad: #b3372b; --bad-soft: #fbe3df; --same: #cfcbc2;
    --missing: #1f5f8b; --missing-soft: #e3eef6; --shadow: 0 1px 2px rgb(0 0 0 / .05), 0 4px 16px rgb(0 0 0 / .04);
}
@media (prefers-color-scheme: dark) {
    :root {
        --page: #151513; --card: #1f1e1c; --ink: #ecebe6; --soft: #9d998f; --line: #34322e; --hover: #2a2926;
        --accent: #7ab8e0; --good: #5fcb91; --good-soft: #16392a; --bad: #f08c7e; --bad-soft: #4a211b; --same: #4a4741;
        --missing: #8fc4e8; --missing-soft: #1b3345; --shadow: none;
    }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main, header.top { max-width: 1320px; margin: 0 auto; padding: 0 28px; }
header.top { padding-top: 40px; padding-bottom: 8px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 10px; font-weight: 650; letter-spacing: -.015em; }
.facts { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 0; color: var(--soft); }
.facts div { display: flex; gap: 6px; min-width: 0; }
.facts dt::after { content: ":"; }
.facts dd { margin: 0; color: var(--ink); overflow-wrap: anywhere; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(250px, 1fr)); gap: 16px; margin: 24px 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 18px 20px; box-shadow: var(--shadow); }
.card h2 { font-size: 13px; font-weight: 600; color: var(--soft); margin: 0 0 10px; display: flex; justify-content: space-between; gap: 8px; }
.card h2 small { font-weight: 400; font-size: 12px; }
.figures { display: flex; align-items: baseline; gap: 10px; flex-wrap: wrap; font-variant-numeric: tabular-nums; }
.figures .before { color: var(--soft); font-size: 19px; }
.figures .arrow { color: var(--soft); }
.figures .after { font-size: 32px; line-height: 1.1; font-weight: 650; letter-spacing: -.02em; }
.badge { display: inline-block; padding: 2px 9px; border-radius: 99px; font-size: 12.5px; font-weight: 600; white-space: nowrap; }
.better { color: var(--good); background: var(--good-soft); }
.worse { color: var(--bad); background: var(--bad-soft); }
.equal { color: var(--soft); background: var(--hover); }
.bars { margin-top: 14px; display: grid; gap: 5px; font-size: 12px; color: var(--soft); }
.bars div { display: grid; grid-template-columns: minmax(60px, auto) 1fr; gap: 10px; align-items: center; }
.bars span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 110px; }
.bars i { display: block; height: 7px; border-radius: 4px; background: var(--accent); min-width: 2px; }
.bars .base i { background: var(--same); }
.bars.listed { grid-template-columns: minmax(60px, auto) 1fr auto auto; align-items: center; font-variant-numeric: tabular-nums; }
.bars.listed div { display: contents; }
.bars.listed b { color: var(--ink); text-align: right; }
.bars.listed em { font-style: normal; }
.bars.listed .badge { justify-self: start; }
.tally { display: flex; height: 10px; border-radius: 5px; overflow: hidden; gap: 2px; margin: 12px 0 10px; }
.tally i { display: block; min-width: 3px; }
.tally .g { background: var(--good); } .tally .e { background: var(--same); } .tally .b { background: var(--bad); }
.counts { display: grid; gap: 2px; font-size: 13.5px; font-variant-numeric: tabular-nums; }
.counts div { display: flex; align-items: center; gap: 8px; }
.counts div::before { content: ""; width: 9px; height: 9px; border-radius: 3px; background: var(--same); }
.counts .g::before { background: var(--good); } .counts .b::before { background: var(--bad); }
.tools { position: sticky; top: 0; z-index: 2; background: var(--page); padding: 12px 0; display: flex; flex-wrap: wrap; gap: 10px 18px;
    align-items: center; border-bottom: 1px solid var(--line); }
.group { display: flex; align-items: center; gap: 8px; color: var(--soft); font-size: 13.5px; }
.choice { display: inline-flex; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; background: var(--card); }
.choice button { all: unset; padding: 5px 12px; cursor: pointer; color: var(--ink); border-left: 1px solid var(--line); }
.choice button:first-child { border-left: 0; }
.choice button:hover { background: var(--hover); }
.choice button[aria-pressed=true] { background: var(--accent); color: var(--card); }
button:focus-visible, input:focus-visible, select:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
input[type=search], select { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 4px 10px; }
input[type=search] { width: 190px; }
.shown { margin-left: auto; color: var(--soft); font-size: 13.5px; font-variant-numeric: tabular-nums; }
.legend { color: var(--soft); font-size: 13px; margin: 14px 0; }
.sample { background: var(--card); border: 1px solid var(--line); border-radius: 12px; margin: 0 0 14px; box-shadow: var(--shadow);
    content-visibility: auto; contain-intrinsic-size: auto 170px; overflow: hidden; }
.sample[hidden] { display: none; }
.sample > header { display: flex; gap: 12px; align-items: center; padding: 10px 18px; border-bottom: 1px solid var(--line); font-size: 13px;
    color: var(--soft); }
.sample > header .id { font-weight: 600; color: var(--ink); overflow-wrap: anywhere; }
.sample > header .prompt { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.body { display: grid; grid-template-columns: minmax(0, 1.15fr) minmax(0, 2fr); }
.pictures { padding: 14px 18px; display: flex; flex-wrap: wrap; gap: 10px; align-content: center; justify-content: center; align-items: center; }
.pictures img { display: block; max-width: 100%; height: auto; border-radius: 6px; border: 1px solid var(--line); background: #fff; cursor: zoom-in; }
.pictures img:not(.large) { max-height: 300px; width: auto; }
.pictures img.short:not(.large) { width: 100%; max-height: none; }
.pictures img.large { cursor: zoom-out; width: 100%; }
.sample:has(img.large) .body { grid-template-columns: minmax(0, 1fr); }
.absent { color: var(--soft); font-size: 12.5px; border: 1px dashed var(--line); border-radius: 6px; padding: 10px 12px; overflow-wrap: anywhere; }
.texts { border-left: 1px solid var(--line); display: grid; }
.text { display: grid; grid-template-columns: 108px minmax(0, 1fr) auto; gap: 4px 14px; padding: 10px 18px; align-items: baseline; }
.text + .text { border-top: 1px solid var(--line); }
.text > .who { color: var(--soft); font-size: 12.5px; overflow-wrap: anywhere; }
.text > .said { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; max-height: 340px; overflow: auto; }
.text.reference { background: var(--hover); }
body.lines .said { font-family: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace; font-size: 14px; }
.marks { display: flex; flex-wrap: wrap; gap: 4px 10px; justify-content: flex-end; font-size: 12px; color: var(--soft); font-variant-numeric: tabular-nums; }
.marks b { color: var(--ink); font-weight: 600; }
.extra { background: var(--bad-soft); color: var(--bad); border-radius: 3px; text-decoration: none; box-shadow: 0 0 0 1px var(--bad-soft); }
.missing { color: var(--missing); background: var(--missing-soft); border-radius: 3px; text-decoration: underline dotted; text-underline-offset: 3px; }
.none { color: var(--soft); font-style: italic; }
.nothing { text-align: center; color: var(--soft); padding: 50px 0; }
footer { max-width: 1320px; margin: 20px auto 40px; padding: 0 28px; color: var(--soft); font-size: 12.5px; }
@media (max-width: 860px) {
    main, header.top, footer { padding-left: 14px; padding-right: 14px; }
    .body { grid-template-columns: minmax(0, 1fr); }
    .texts { border-left: 0; border-top: 1px solid var(--line); }
    .text { grid-template-columns: minmax(0, 1fr) auto; }
    .text > .said { grid-column: 1 / -1; grid-row: 2; }
    .tools { position: static; }
    .shown { margin-left: 0; }
}
@media print { .tools { display: none; } .sample { break-inside: avoid; content-visibility: visible; } }
)css";

const char* const kReportScript = R"js(
"use strict";
const list = document.getElementById("samples");
const all = Array.from(list.children).map((row, order) => ({
    row, order, gains: JSON.parse(row.dataset.gains), text: row.textContent.toLowerCase()
}));
const state = {sort: "loss", show: "all", metric: 0, other: 0, find: ""};

function refresh() {
    const gain = s => s.gains.length ? s.gains[state.other][state.metric] ?? null : null;
    const known = s => gain(s) !== null;
    const sorted = all.slice().sort((a, b) => {
        if (state.sort === "order" || (!known(a) && !known(b))) return a.order - b.order;
        if (!known(a) || !known(b)) return known(a) ? -1 : 1;
        return (state.sort === "loss" ? gain(a) - gain(b) : gain(b) - gain(a)) || a.order - b.order;
    });
    let shown = 0;
    const fragment = document.createDocumentFragment();
    for (const s of sorted) {
        const g = gain(s);
        const kind = g === null || Math.abs(g) < 1e-9 ? "same" : g > 0 ? "better" : "worse";
        const fits = (state.show === "all" || state.show === kind) && s.text.includes(state.find);
        s.row.hidden = !fits;
        shown += fits;
        fragment.append(s.row);
    }
    list.append(fragment);
    document.getElementById("shown").textContent = shown + " of " + all.length + " samples";
    document.getElementById("nothing").hidden = shown > 0;
    for (const button of document.querySelectorAll("button[data-set]"))
        button.setAttribute("aria-pressed", state[button.dataset.set] === button.value);
}

for (const button of document.querySelectorAll("button[data-set]"))
    button.addEventListener("click", () => { state[button.dataset.set] = button.value; refresh(); });
document.getElementById("find").addEventListener("input", e => { state.find = e.target.value.toLowerCase(); refresh(); });
for (const name of ["metric", "other"]) {
    const select = document.getElementById(name);
    if (select) select.addEventListener("change", () => { state[name] = select.selectedIndex; refresh(); });
}
list.addEventListener("click", e => { if (e.target.tagName === "IMG") e.target.classList.toggle("large"); });
refresh();
)js";

}  // namespace atelier::evaluation
