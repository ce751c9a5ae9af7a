// docs/guide/configuration.md and the table of the monitoring policy: every setting, its default and what it is for, from the code that reads it.
import { readFileSync } from 'node:fs';
import { monitoringPolicySchema, serviceNames } from '@atelier/contracts';
import { embeddedEnvironment, limitVariable, meshEnvironment } from '@atelier/program';
import { limitDefaults } from '../../apps/atelier/dist/settings.js';
import { gatewayEnvironment } from '../../apps/gateway/dist/settings.js';
import { code, table } from './markdown.mjs';

const gatewayOnly = Object.fromEntries(Object.entries(gatewayEnvironment).filter(([name]) => !Object.hasOwn(meshEnvironment, name)));

export const configurationPage = () => `# Configuration

<!-- Written by tools/generate/all.mjs from the code that reads the settings: change that, not this page. -->

Settings are environment variables; the embedded program takes them as options, too (\`--port 4600\` is \`ATELIER_PORT=4600\`; an option wins). An empty variable counts as not set. All faults of
the settings are reported together, and nothing starts on them.

## The embedded program (\`npm start\`)

${environmentTable(embeddedEnvironment)}

## Every service of the mesh

${environmentTable(meshEnvironment)}

## The gateway of the mesh, beside those

${environmentTable(gatewayOnly)}

## Limits of the services

In both: the embedded program reads them all, a service of the mesh its own. What passes a limit is refused with an error that names it.

${serviceNames.map(limitsSection).join('\n\n')}
`;

/** The guide to monitoring with its table of thresholds as they are now. */
export function monitoringPage() {
  const page = readFileSync(new URL('../../docs/guide/monitoring.md', import.meta.url), 'utf8');
  return page.replace(/(<!-- policy[^>]*-->\n)[^]*?(\n<!-- end -->)/, (_, begin, end) => `${begin}\n${policyTable()}\n${end}`);
}

const policyTable = () =>
  table(
    ['threshold', 'default', ''],
    Object.entries(monitoringPolicySchema.shape).map(([name, schema]) => [code(name), code(defaultOf(schema)), schema.description]),
  );

function environmentTable(shape) {
  const rows = Object.entries(shape).map(([name, schema]) => [code(name), defaultText(schema), schema.description ?? '']);
  return table(['variable', 'default', ''], rows);
}

function defaultText(schema) {
  const value = defaultOf(schema);
  return value === undefined ? 'required' : value === '' ? 'empty' : code(value);
}

function defaultOf(schema) {
  const result = schema.safeParse(undefined);
  return result.success ? result.data : undefined;
}

/** Which there are comes from the options themselves; what a default is and means from their source, so that one that depends on the machine is shown as it is computed. */
function limitsSection(service) {
  const source = readFileSync(new URL(`../../libs/services/${service}/src/options.ts`, import.meta.url), 'utf8');
  const limits = Object.entries(limitDefaults[service]).filter(([, value]) => typeof value === 'number');
  const rows = limits.map(([name]) => {
    const [, doc, expression] = new RegExp(`(?:/\\*\\* ([^\\n]*) \\*/\\n {2})?(?:readonly )?\\b${name}(?:: number)? = ([^;\\n]+);`).exec(
      source,
    );
    return [code(limitVariable(service, name)), code(spelledOut(expression, source)), doc ?? ''];
  });
  return `### ${service}\n\n${table(['variable', 'default', ''], rows)}`;
}

/** Constants of the source by their values. */
function spelledOut(expression, source) {
  return expression
    .replaceAll(/\b[a-z]\w+\b/g, (word) => new RegExp(`^const ${word} = ([^;]+);`, 'm').exec(source)?.[1] ?? word)
    .replaceAll('_', '');
}
