/** Raw sockets on keep-alive connections, each asking again as soon as it has its answer: the same loop for every server. */
import { connect } from 'node:net';
import { cpuTree } from '../measure.mjs';

/** The request of a server, as bytes. */
export function requestOf({ path, key, body }) {
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    ...(key ? [`Authorization: Bearer ${key}`] : []),
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Requests a second, latencies in milliseconds, and microseconds of CPU time a request of the server's whole process tree. */
export async function load(server, connections, seconds) {
  const request = requestOf(server);
  const latencies = [];
  const before = cpuTree(server.pid);
  const began = performance.now();
  const end = began + seconds * 1000;
  await Promise.all(Array.from({ length: connections }, () => askUntil(end, server, request, latencies)));
  const took = (performance.now() - began) / 1000;
  const cpu = ((cpuTree(server.pid) - before) * 1e6) / latencies.length;
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.floor(latencies.length * share)];
  return { perSecond: latencies.length / took, p50: at(0.5), p99: at(0.99), cpu };
}

function askUntil(end, { name, port }, request, latencies) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true);
    let asked = 0;
    let received = '';
    const ask = () => {
      asked = performance.now();
      socket.write(request);
    };
    socket.on('connect', ask);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`${name} closed a connection`)));
    socket.on('data', (data) => {
      received += data.toString('latin1');
      if (!isWhole(received)) return;
      if (!received.startsWith('HTTP/1.1 200')) reject(new Error(`${name}: ${received.slice(0, 500)}`));
      received = '';
      latencies.push(performance.now() - asked);
      if (performance.now() < end) ask();
      else socket.end(resolve);
    });
  });
}

/** Whether an answer has come to its end. */
export function isWhole(text) {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = /content-length: (\d+)/i.exec(text.slice(0, head))?.[1];
  return length === undefined ? text.endsWith('\r\n0\r\n\r\n') : text.length >= head + 4 + Number(length);
}
