import { generateWorld, worldFiles } from '@atelier/learning';
import type { AtelierClient } from '@atelier/sdk';

/** A small synthetic world, and its datasets on a platform. */
export async function uploadWorld(client: AtelierClient, clients: number, seed = 7) {
  const world = generateWorld({ clients, seed });
  const files = new Map(worldFiles(world).map(({ name, content }) => [name, content]));
  const upload = async (fileName: string) =>
    (await client.datasets.upload({ content: new Blob([files.get(fileName) as string]), fileName })).dataset_id;
  return { world, notes: await upload('notes.csv'), labels: await upload('labels.csv') };
}
