// The bucket that the jobs read from and write to.
import { text } from 'node:stream/consumers';

export class Bucket {
  #client;
  #name;

  constructor(client, name) {
    this.#client = client;
    this.#name = name;
  }

  /** Where Spark finds it. */
  url(key) {
    return `s3a://${this.#name}/${key}`;
  }

  async upload(file, key) {
    await this.#client.fPutObject(this.#name, key, file);
    return this.url(key);
  }

  /** The texts of the objects below a prefix, by file name. */
  async texts(prefix) {
    const found = {};
    for await (const { name } of this.#client.listObjectsV2(this.#name, `${prefix}/`, true)) {
      found[name.slice(prefix.length + 1)] = await text(await this.#client.getObject(this.#name, name));
    }
    return found;
  }
}
