/** Light and dark, by the reader's setting; prints well. */
export const style = `
:root{color-scheme:light dark;--ink:#1c2330;--soft:#5b6675;--line:#dfe4ea;--paper:#fff;--ground:#f5f7f9;--accent:#2f6fde;--good:#2e9e5b;--fair:#d08a1d;--poor:#d0463b}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9aa5b4;--line:#323b48;--paper:#1b212a;--ground:#12161c;--accent:#6aa0ff;--good:#4cc07c;--fair:#e2a84a;--poor:#ee7469}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:1000px;margin:0 auto;padding:24px 16px 60px}h1{margin:0;font-size:28px;overflow-wrap:anywhere}h2{font-size:18px;margin:0 0 12px}
header p,footer{color:var(--soft);margin:2px 0 18px}section{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:18px;margin-bottom:18px}
.scores{display:flex;gap:28px;align-items:center;flex-wrap:wrap}.total{display:flex;flex-direction:column;align-items:center;min-width:110px}.total b{font-size:44px;line-height:1.1}.total span{color:var(--soft)}
.total.good b{color:var(--good)}.total.fair b{color:var(--fair)}.total.poor b{color:var(--poor)}
.parts{flex:1;min-width:260px}.part{display:grid;grid-template-columns:120px 1fr 52px;gap:12px;align-items:center;margin:6px 0}.part b{text-align:right}
.bar{display:block;height:10px;border-radius:5px;background:var(--line);overflow:hidden}.bar i{display:block;height:100%;background:var(--accent);border-radius:5px}
.bar.good i{background:var(--good)}.bar.fair i{background:var(--fair)}.bar.poor i{background:var(--poor)}.bar.small{height:6px}
.finding{border-left:4px solid var(--line);padding:2px 0 2px 12px;margin:14px 0}.finding p{margin:0 0 6px;overflow-wrap:anywhere}.finding em{font-style:normal;font-size:12px;font-weight:600;text-transform:uppercase;letter-spacing:.04em;margin-right:6px}
.finding.error{border-color:var(--poor)}.finding.error em{color:var(--poor)}.finding.warning{border-color:var(--fair)}.finding.warning em{color:var(--fair)}.finding.note em{color:var(--soft)}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:6px 10px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
.examples{width:auto;font-size:13px;margin-bottom:6px}.examples th{font-weight:600;color:var(--soft)}.examples td,.examples th{max-width:260px;overflow-wrap:anywhere;padding-right:16px}
.columns th[scope=row]{overflow-wrap:anywhere;max-width:220px}.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.columns td:nth-child(3){min-width:80px}.rows{font-size:13px;color:var(--soft)}.missing{color:var(--soft)}
.role{font-style:normal;font-size:12px;color:var(--accent);font-weight:400}small{color:var(--soft)}details{font-size:14px}summary{cursor:pointer;color:var(--accent)}pre{background:var(--ground);border-radius:6px;padding:10px;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere;margin:6px 0;font-size:13px}
.box{width:220px;height:18px;display:block}.box path{stroke:var(--soft);stroke-width:1;fill:none}.box rect{fill:var(--accent);opacity:.45}.box .median{stroke:var(--ink);stroke-width:2}
.range{display:flex;justify-content:space-between;width:220px;font-size:12px;color:var(--soft)}
.shares{list-style:none;margin:0;padding:0;min-width:240px}.shares li{display:grid;grid-template-columns:minmax(90px,180px) minmax(60px,1fr) 60px;gap:8px;align-items:center;font-size:13px;overflow-wrap:anywhere}.shares b{font-weight:400;color:var(--soft);text-align:right}
.series{display:grid;grid-template-columns:220px 1fr;gap:16px;border-top:1px solid var(--line);padding:10px 0}.series p{margin:2px 0;color:var(--soft);font-size:13px}
figure{margin:0;display:flex;gap:8px}figure svg{width:100%;height:80px}figure path{fill:none;stroke:var(--accent);stroke-width:1.6;stroke-linejoin:round}figcaption{display:flex;flex-direction:column-reverse;justify-content:space-between;font-size:12px;color:var(--soft);min-width:56px}
@media(max-width:640px){.series{grid-template-columns:1fr}}@media print{body{background:#fff}section{break-inside:avoid}}
`;
