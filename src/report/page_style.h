// The look of the page. Colours have a contrast of at least 4.5 (text) and 3 (shapes) on their
// ground, light and dark; kinds differ by shape as well as by colour.
#pragma once

#include "html.h"

namespace lockstep::report {

inline constexpr Markup kPageStyle{R"(<style>
:root{color-scheme:light dark;--bg:#fff;--fg:#1c2024;--quiet:#5a616a;--rule:#d9dde2;--band:#f5f6f8;
--accent:#0b5cad;--strong:#a3240f;--strongbg:#fdecea;--open:#7a5200;--openbg:#fff4dc;
--k0:#0b5cad;--k1:#b3400f;--k2:#0f7a4d;--k3:#8a2da5;--k4:#8a6100;--k5:#b0185e;--k6:#00707d;
--k7:#5a5f66}
@media (prefers-color-scheme:dark){:root{--bg:#15181c;--fg:#e6e8eb;--quiet:#a2a9b2;--rule:#363c44;
--band:#1c2026;--accent:#6cb3ff;--strong:#ff9d8a;--strongbg:#3a1d18;--open:#f0c265;--openbg:#33290f;
--k0:#6cb3ff;--k1:#ff9d6b;--k2:#58d19a;--k3:#d79bf2;--k4:#e5b94d;--k5:#ff8fc0;--k6:#4fd0dd;
--k7:#b0b7c0}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1080px;padding:24px 20px 60px;background:var(--bg);color:var(--fg);
font:15px/1.5 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:break-word}
bdi,code,td code{overflow-wrap:anywhere}
h1{font-size:26px;margin:0 0 4px}
h2{font:600 20px/1.3 ui-monospace,"DejaVu Sans Mono",monospace;margin:0 0 6px;overflow-wrap:normal}
h3{font-size:16px;margin:28px 0 8px}
h4{font-size:13px;font-weight:600;color:var(--quiet);margin:14px 0 2px}
section{margin-top:44px;padding-top:24px;border-top:2px solid var(--rule)}
p{margin:6px 0}
a{color:var(--accent)}
code{font:12.5px/1.4 ui-monospace,"DejaVu Sans Mono",monospace}
.lead{border-left:4px solid var(--open);background:var(--openbg);padding:10px 14px;margin:14px 0}
.lead ul{margin:6px 0;padding-left:20px}
.quiet{color:var(--quiet);font-size:13px}
.summary{font-size:16.5px;max-width:80ch}
.badge{display:inline-block;border:1px solid var(--rule);border-radius:4px;padding:0 7px;
font-size:13px;white-space:nowrap}
.badge.strong{color:var(--strong);border-color:currentColor;background:var(--strongbg)}
.badge.open{color:var(--open);border-color:currentColor;background:var(--openbg)}
.tiles{display:flex;flex-wrap:wrap;gap:10px;margin:16px 0;padding:0;list-style:none}
.tiles li{border:1px solid var(--rule);border-radius:6px;padding:8px 16px;min-width:118px}
.tiles b{display:block;font-size:24px;line-height:1.2;font-variant-numeric:tabular-nums}
table{border-collapse:collapse;width:100%;font-size:13.5px;margin:8px 0}
th,td{text-align:left;vertical-align:top;padding:5px 10px 5px 0;border-bottom:1px solid var(--rule)}
thead th{font-size:12.5px;color:var(--quiet);font-weight:600;border-bottom:2px solid var(--rule)}
tbody th{font-weight:600}
th.t{padding-right:14px}
td code{color:var(--quiet)}
.n{text-align:right;padding-right:16px;font-variant-numeric:tabular-nums;white-space:nowrap;
width:1%}
.t{font-variant-numeric:tabular-nums;white-space:nowrap}
.kind{white-space:nowrap}
table.list{font-size:13px}
table.list td,table.list th{padding-right:9px}
table.list bdi{overflow-wrap:break-word}
table.list tbody th{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:12.5px;
white-space:nowrap}
table.posts{font-size:12.5px;margin:4px 0 10px}
table.posts code{font-size:11px}
details>summary{cursor:pointer;color:var(--accent);font-size:13px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px;margin:10px 0}
dt{color:var(--quiet)}
dd{margin:0;max-width:90ch}
.legend{display:flex;flex-wrap:wrap;gap:2px 16px;font-size:13px}
svg.shapes{position:absolute}
svg.swatch{width:13px;height:13px;vertical-align:-2px}
svg.plot{display:block;width:100%;height:auto;margin:6px 0}
.band{fill:var(--band)}
.label{fill:var(--fg);font-size:11.5px;text-anchor:end}
.tick{fill:var(--quiet);font-size:11px;text-anchor:middle}
.grid{stroke:var(--rule);fill:none}
.line{stroke:var(--accent);stroke-width:2;fill:none}
.dot{fill:var(--accent);stroke:var(--bg)}
.k0{fill:var(--k0)}.k1{fill:var(--k1)}.k2{fill:var(--k2)}.k3{fill:var(--k3)}
.k4{fill:var(--k4)}.k5{fill:var(--k5)}.k6{fill:var(--k6)}.k7{fill:var(--k7)}
svg.plot use{stroke:var(--bg);stroke-width:.8}
@media (max-width:700px){dl{grid-template-columns:1fr}dt{margin-top:6px}table{display:block;
overflow-x:auto}}
@media print{body{max-width:none;padding:0;font-size:11pt}section{break-before:page}
h2,h3,h4,.legend{break-after:avoid}svg,tr:not(:has(details[open])){break-inside:avoid}}
</style>
)"};

}  // namespace lockstep::report
