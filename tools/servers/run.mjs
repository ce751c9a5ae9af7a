// Starts the servers, prints the environment that the mesh's tests read, and stays up until it is stopped.
// usage: node tools/servers/run.mjs [FILE]    FILE: also written there, as `export NAME='value'` lines
import { writeFileSync } from 'node:fs';
import { startServers } from './servers.mjs';

const servers = await startServers();
const lines = Object.entries(servers.environment).map(([name, value]) => `export ${name}='${value}'`);
console.log(lines.join('\n'));
if (process.argv[2]) writeFileSync(process.argv[2], `${lines.join('\n')}\n`, { mode: 0o600 });
const alive = setInterval(() => undefined, 60_000);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    clearInterval(alive);
    await servers.stop();
    process.exit(0);
  });
}
