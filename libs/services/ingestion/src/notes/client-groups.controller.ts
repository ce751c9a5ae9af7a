import { Allow, Caller } from '@atelier/access';
import {
  type JourneysMade,
  type MakeJourneys,
  makeJourneysSchema,
  type MakeSegments,
  makeSegmentsSchema,
  type Principal,
  type SegmentsMade,
} from '@atelier/contracts';
import { Body, Controller, Post } from '@nestjs/common';
import { ClientGroups } from './client-groups.js';

/** Segments of clients, and their journeys through stages. */
@Controller('api/ml/notes')
export class ClientGroupsController {
  constructor(private readonly groups: ClientGroups) {}

  @Post('segments')
  @Allow('trainer')
  segments(@Caller() caller: Principal, @Body({ schema: makeSegmentsSchema }) request: MakeSegments): Promise<SegmentsMade> {
    return this.groups.segment(caller, request);
  }

  @Post('journeys')
  @Allow('trainer')
  journeys(@Caller() caller: Principal, @Body({ schema: makeJourneysSchema }) request: MakeJourneys): Promise<JourneysMade> {
    return this.groups.tellJourneys(caller, request);
  }
}
