import { Allow, Caller, Public } from '@atelier/access';
import { AtelierError, type InferRequest, inferRequestSchema, type Principal } from '@atelier/contracts';
import type { RawRow } from '@atelier/learning';
import { Body, Controller, Get, HttpCode, Param, Post, UseFilters } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Reconciler } from '../models/reconciler.js';
import type { ServedModel } from '../models/served-model.js';
import { FeatureCompletion } from '../predictions/feature-completion.js';
import { Predictor } from '../predictions/predictor.js';
import { openDatatype, rowsOf } from './infer-request.js';
import { chosenOutputs, outputDescriptions, outputTensors } from './infer-response.js';
import { OpenInferenceFilter } from './open-inference.filter.js';
import { VersionsByName } from './versions-by-name.js';

const path = (index: number) => `inputs.${index}`;

/** The Open Inference Protocol v2 (KServe, REST) on the platform's models: `{model}` is what serves in production, or one version. */
@Controller('v2')
@UseFilters(OpenInferenceFilter)
export class OpenInferenceController {
  constructor(
    private readonly predictor: Predictor,
    private readonly completion: FeatureCompletion,
    private readonly versions: VersionsByName,
    private readonly reconciler: Reconciler,
  ) {}

  @Get()
  @Allow('viewer')
  server() {
    return { name: 'atelier', version: '2', extensions: [] };
  }

  @Get('health/live')
  @Public()
  live() {
    return { live: true };
  }

  @Get('health/ready')
  @Public()
  ready() {
    if (!this.reconciler.isReady()) throw new AtelierError('model.not_ready', 'Models in production are still being loaded.');
    return { ready: true };
  }

  @Get('models/:model')
  @Allow('viewer')
  async metadata(@Caller() caller: Principal, @Param('model') name: string) {
    return await this.describe(caller.project, this.predictor.byName(caller.project, name));
  }

  @Get('models/:model/versions/:version')
  @Allow('viewer')
  async versionMetadata(@Caller() caller: Principal, @Param('model') name: string, @Param('version') version: string) {
    return await this.describe(caller.project, await this.versions.open(caller.project, name, version));
  }

  @Get('models/:model/ready')
  @Allow('viewer')
  modelReady(@Caller() caller: Principal, @Param('model') name: string) {
    return { name: this.predictor.byName(caller.project, name).name, ready: true };
  }

  @Get('models/:model/versions/:version/ready')
  @Allow('viewer')
  async versionReady(@Caller() caller: Principal, @Param('model') name: string, @Param('version') version: string) {
    const model = await this.versions.open(caller.project, name, version);
    return { name: model.name, ready: true };
  }

  @Post('models/:model/infer')
  @HttpCode(200)
  @Allow('viewer')
  async infer(@Caller() caller: Principal, @Param('model') name: string, @Body({ schema: inferRequestSchema }) body: InferRequest) {
    return await this.answer(this.predictor.byName(caller.project, name), body);
  }

  @Post('models/:model/versions/:version/infer')
  @HttpCode(200)
  @Allow('viewer')
  async inferVersion(
    @Caller() caller: Principal,
    @Param('model') name: string,
    @Param('version') version: string,
    @Body({ schema: inferRequestSchema }) body: InferRequest,
  ) {
    return await this.answer(await this.versions.open(caller.project, name, version), body);
  }

  private async answer(model: ServedModel, body: InferRequest) {
    const cameAt = performance.now();
    const outputs = chosenOutputs(model.signature, body.outputs);
    const rows = await this.rows(model, body);
    const answers = await this.predictor.answer(model, { rows, path, userId: null, cameAt });
    return {
      model_name: model.name,
      model_version: model.version,
      id: body.id ?? uuidv7(),
      outputs: outputTensors(outputs, answers),
    };
  }

  /** What a model from a feature service is not given is completed by the entity that the inputs tell. */
  private async rows(model: ServedModel, body: InferRequest): Promise<readonly RawRow[]> {
    if (!model.featureService) return rowsOf(body, model.signature);
    const given = rowsOf(body, model.signature, await this.completion.told(model));
    return (await this.completion.complete(model, given, path)).rows;
  }

  private async describe(project: string, model: ServedModel) {
    return {
      name: model.name,
      versions: await this.versions.list(project, model.name),
      platform: 'onnxruntime_onnx',
      inputs: model.signature.inputs.map((column) => ({ name: column.name, datatype: openDatatype(column), shape: [-1, 1] })),
      outputs: outputDescriptions(model.signature),
    };
  }
}
