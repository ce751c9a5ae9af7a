import { AtelierError, type Problem, toProblem } from '@atelier/contracts';
import { Controller, Get, Logger, Res } from '@nestjs/common';
import { OpenRoute } from './open-route.js';
import { ReadinessChecks, type ReadinessReport } from './readiness.js';

interface Reply {
  status(code: number): Reply;
  type(contentType: string): Reply;
  send(body: string): unknown;
}

/** For those who keep the program running: `live` says that the process answers, `ready` that requests can be served. */
@Controller('health')
export class HealthController {
  private readonly logger = new Logger('health');
  private readonly down = new Set<string>();

  constructor(private readonly readiness: ReadinessChecks) {}

  @Get('live')
  @OpenRoute()
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  /** 200 with every check, or 503 as problem details with the same checks. */
  @Get('ready')
  @OpenRoute()
  async ready(@Res() reply: Reply): Promise<void> {
    const report = await this.readiness.report();
    this.logChange(report);
    const checks = Object.fromEntries(Object.entries(report.checks).map(([name, { status }]) => [name, status]));
    if (report.ready)
      reply
        .status(200)
        .type('application/json')
        .send(JSON.stringify({ status: 'ready', checks }));
    else
      reply
        .status(503)
        .type('application/problem+json')
        .send(JSON.stringify({ ...problemOf(report), checks }));
  }

  /** Probes come every few seconds: only what is new is logged. */
  private logChange({ checks }: ReadinessReport): void {
    for (const [name, { status, detail }] of Object.entries(checks)) {
      if (status === 'down' && !this.down.has(name)) this.logger.warn(`not ready: ${name}: ${detail}`);
      if (status === 'up' && this.down.has(name)) this.logger.log(`ready again: ${name}`);
      if (status === 'down') this.down.add(name);
      else this.down.delete(name);
    }
  }
}

/** Open to everyone, so it names the checks that are down but not why: the log has the reasons. */
function problemOf({ checks }: ReadinessReport): Problem {
  const down = Object.keys(checks).filter((name) => checks[name].status === 'down');
  return toProblem(new AtelierError('service.not_ready', `Not working: ${down.join(', ')}.`));
}
