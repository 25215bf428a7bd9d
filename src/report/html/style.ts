/** The page's one style sheet: light, dark, phone, paper. No font, picture or script comes from anywhere. */
export const STYLE = `
:root{color-scheme:light dark;--page:#fff;--panel:#f5f7fb;--ink:#182033;--quiet:#55607a;--line:#d6dcea;--link:#1a55b8;--good:#14663a;--warn:#8a4b00;--bad:#a3202b;--source:#2f6fd6;--build:#0b7f84;--test:#7a4fd0;--scan:#b06a00;--deploy:#1c8146;--other:#697489}
@media(prefers-color-scheme:dark){:root{--page:#10151f;--panel:#181f2d;--ink:#e8ecf5;--quiet:#a8b3c9;--line:#323d52;--link:#8fb8ff;--good:#7fd6a2;--warn:#f2b866;--bad:#ff9a9f;--source:#6ba2ff;--build:#4fc3c7;--test:#b59bff;--scan:#eeb054;--deploy:#66cf90;--other:#93a0b8}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
header,nav,main,footer{max-width:84rem;margin:0 auto;padding:0 1.5rem}
header{padding-top:2.25rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .25rem;letter-spacing:-.01em}
h2{font-size:1.45rem;margin:3rem 0 .5rem;padding-bottom:.35rem;border-bottom:2px solid var(--line)}
h3{font-size:1.15rem;margin:2.25rem 0 .5rem}
h4{font-size:1rem;margin:1.5rem 0 .25rem}
p{margin:.4rem 0;max-width:48rem}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
code{font:.88em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
.quiet{color:var(--quiet)}
.skip{position:absolute;left:-100rem;background:var(--page);padding:.6rem 1rem;z-index:1}
.skip:focus{left:.5rem;top:.5rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:1.25rem 0;padding:0}
.facts>div{background:var(--panel);border:1px solid var(--line);border-radius:10px;padding:.7rem .9rem}
.facts dt{color:var(--quiet);font-size:.82rem}
.facts dd{margin:0;font-size:1.3rem;font-weight:650;font-variant-numeric:tabular-nums}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.25rem;margin:.5rem 0;padding:0}
nav a{display:inline-block;padding:.25rem 0}
.note{border-left:4px solid var(--warn);background:var(--panel);padding:.6rem 1rem;margin:1rem 0;border-radius:0 8px 8px 0}
table{width:100%;border-collapse:collapse;margin:.75rem 0 1.5rem;font-size:.92rem}
caption{text-align:left;font-weight:650;padding:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
thead th{color:var(--quiet);font-weight:600;font-size:.82rem;border-top:0}
tbody th{font-weight:600;min-width:11rem}
tr:target>*{background:var(--panel);box-shadow:inset 0 2px 0 var(--link)}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;padding-right:0}
th ul,td ul{margin:0;padding:0;list-style:none}
th code{font-weight:600}
.sub{display:block;color:var(--quiet);font-weight:400;font-size:.88em}
.mark{display:inline-block;border:1px solid currentColor;border-radius:99px;padding:0 .5rem;font-size:.8rem;font-weight:600;white-space:nowrap}
.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}
.tags{display:flex;flex-wrap:wrap;gap:.3rem;list-style:none;padding:0;margin:.4rem 0}
.tags li{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:0 .45rem;overflow-wrap:anywhere}
details{border:1px solid var(--line);border-radius:10px;margin:.5rem 0;padding:0 1rem}
summary{cursor:pointer;padding:.6rem 0;font-weight:600;overflow-wrap:anywhere}
summary .quiet{font-weight:400}
.diagram{display:block;max-width:100%;height:auto;margin:1rem 0}
.diagram.down{display:none}
.diagram .frame{fill:var(--panel);stroke:var(--line)}
.diagram .box{fill:var(--page);stroke:var(--line)}
.diagram text{fill:var(--ink);font-size:13px}
.diagram .stage-name{font-size:14px;font-weight:700}
.diagram .name{font-weight:650}
.diagram .line,.diagram .note{fill:var(--quiet);font-size:11.5px}
.diagram .arrow{fill:none;stroke:var(--quiet);stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.stage-source .edge{fill:var(--source)}.stage-build .edge{fill:var(--build)}.stage-test .edge{fill:var(--test)}.stage-scan .edge{fill:var(--scan)}.stage-deploy .edge{fill:var(--deploy)}.stage-other .edge{fill:var(--other)}
.total>*{font-weight:700;border-top:2px solid var(--line)}
footer{color:var(--quiet);padding-top:2rem;padding-bottom:3rem;font-size:.9rem}
@media(min-width:44.01rem){.resources,.grants,.policies,.reasons{table-layout:fixed}
.resources th:first-child{width:31%}.resources :is(th,td):nth-child(2){width:16%}.resources :is(th,td):nth-child(3){width:15%}.resources :is(th,td):nth-child(4){width:19%}
.grants th:first-child{width:27%}.grants :is(th,td):nth-child(2){width:30%}.grants :is(th,td):nth-child(4){width:21%}
.policies th:first-child{width:24%}.policies :is(th,td):nth-child(2){width:8%}.policies :is(th,td):nth-child(3){width:24%}
.reasons th:first-child{width:36%}.reasons :is(th,td):nth-child(2){width:36%}}
@media(max-width:56rem){.diagram.across{display:none}.diagram.down{display:block}}
@media(max-width:44rem){header,nav,main,footer{padding-left:1rem;padding-right:1rem}h1{font-size:1.5rem}
table,caption,tbody,tr,th,td{display:block}tbody th{min-width:0}thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
tr{border:1px solid var(--line);border-radius:10px;padding:.4rem .8rem;margin:.5rem 0}th,td{border:0;padding:.15rem 0}
td::before{content:attr(data-label);display:block;color:var(--quiet);font-size:.8rem}td:empty{display:none}.number{text-align:left}}
@media print{:root{color-scheme:light;--page:#fff;--panel:#fff;--ink:#000;--quiet:#333;--line:#999;--link:#000}body{font-size:10pt}nav,.skip{display:none}.diagram.across{display:block}.diagram.down{display:none}
details::details-content{content-visibility:visible;display:block;height:auto}tr,.diagram,details>summary{break-inside:avoid}h2,h3,h4,caption,summary{break-after:avoid}}
`;
