import { Allow, Caller } from '@atelier/access';
import { type DatasetAmendment, type DatasetDetail, datasetAmendmentSchema, type Principal } from '@atelier/contracts';
import { Body, Controller, Param, Patch } from '@nestjs/common';
import { Amendments } from './amendments.js';

/** Other types, roles, values and rows: a new version of a table. */
@Controller('api/ml/datasets')
export class AmendmentsController {
  constructor(private readonly amendments: Amendments) {}

  @Patch(':dataset_id')
  @Allow('trainer')
  amend(
    @Caller() caller: Principal,
    @Param('dataset_id') datasetId: string,
    @Body({ schema: datasetAmendmentSchema }) amendment: DatasetAmendment,
  ): Promise<DatasetDetail> {
    return this.amendments.amend(caller, datasetId, amendment);
  }
}
