// Lets the tests, which run in a process of their own, stop and start the servers: POST ADDRESS/kafka/stop. The address holds a secret.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

/** Servers that are not ours have no `stop`: for them there is no address, and the tests that need one are left out. */
export async function offerControl({ postgres, kafka, minio }) {
  const servers = { postgres, kafka, minio };
  if (!Object.values(servers).every(({ stop, start }) => stop && start)) return { environment: {}, close: () => undefined };
  const secret = randomBytes(16).toString('hex');
  const offer = createServer((request, response) => {
    const [, given, name, action] = (request.url ?? '').split('/');
    const server = given === secret ? servers[name] : undefined;
    const work = server && ['start', 'stop', 'kill', 'restart'].includes(action) ? server[action]?.() : undefined;
    if (!work) return response.writeHead(404).end();
    work.then(
      () => response.writeHead(204).end(),
      (error) => response.writeHead(500).end(String(error.stack)),
    );
  });
  await new Promise((resolve) => offer.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${offer.address().port}/${secret}`;
  return {
    environment: { ATELIER_TEST_SERVER_CONTROL: address },
    close: () => {
      offer.closeAllConnections();
      offer.close();
    },
  };
}
