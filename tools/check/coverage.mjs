// Fails when the lines of libs/ that the tests run fall below the bar.
import { readFileSync } from 'node:fs';

const bar = 90;
const { total } = JSON.parse(readFileSync('coverage/coverage-summary.json', 'utf8'));
process.stdout.write(`libs: ${total.lines.pct} % of ${total.lines.total} lines (the bar is ${bar} %)\n`);
process.exitCode = total.lines.pct >= bar ? 0 : 1;
