import { ArtifactStore } from '@atelier/artifacts';
import { parseManifest, type PipelineManifest } from '@atelier/learning';
import { Injectable } from '@nestjs/common';

const mostKept = 50;

/** The manifests of the models that are watched: what their traffic is compared with. Verified when read, kept by digest. */
@Injectable()
export class References {
  private readonly manifests = new Map<string, PipelineManifest>();

  constructor(private readonly artifacts: ArtifactStore) {}

  async manifest(digest: string): Promise<PipelineManifest> {
    const kept = this.manifests.get(digest);
    if (kept) return kept;
    const manifest = parseManifest(JSON.parse((await this.artifacts.read(digest)).toString('utf8')));
    const oldest = this.manifests.keys().next();
    if (this.manifests.size >= mostKept && !oldest.done) this.manifests.delete(oldest.value);
    this.manifests.set(digest, manifest);
    return manifest;
  }
}
