import { generateWorld } from '@atelier/learning';
import type { AtelierClient } from '@atelier/sdk';

/** A small synthetic world, and its notes and labels as datasets of a platform. */
export async function uploadWorld(client: AtelierClient, clients: number, seed = 7) {
  const world = generateWorld({ clients, seed });
  const notes = world.notes.map(({ clientId, date, language, text }) => [clientId, date, language, quoted(text)]);
  const labels = world.clients.map(({ clientId, purchased, churned, lifetimeValue }) => [clientId, purchased, churned, lifetimeValue]);
  return {
    world,
    notes: await upload(client, 'notes', ['client_id', 'date', 'language', 'text'], notes),
    labels: await upload(client, 'labels', ['client_id', 'purchased', 'churned', 'lifetime_value'], labels),
  };
}

async function upload(
  client: AtelierClient,
  name: string,
  header: readonly string[],
  rows: readonly (readonly unknown[])[],
): Promise<string> {
  const content = new Blob([header, ...rows].map((row) => `${row.join(',')}\n`));
  return (await client.datasets.upload({ content, fileName: `${name}.csv` })).dataset_id;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
