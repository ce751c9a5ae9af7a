import { fileText } from '../terminal/files.js';

/** What `load` makes of a JSON file; its errors name the file. */
export function savedJson<Model>(path: string, load: (json: unknown) => Model): Model {
  try {
    return load(JSON.parse(fileText(path)));
  } catch (cause) {
    throw new Error(`${path}: ${(cause as Error).message}`, { cause });
  }
}
