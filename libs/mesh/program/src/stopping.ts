import { Logger } from '@nestjs/common';

/** Stops a program in order, once, on SIGTERM or SIGINT. A second SIGINT ends it at once. */
export function stopOnSignals(stop: () => Promise<void>, graceSeconds = 30): void {
  const logger = new Logger('program');
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) {
      if (signal === 'SIGINT') process.exit(130);
      return;
    }
    stopping = true;
    logger.log(`${signal}: finishing what is in flight`);
    const limit = setTimeout(() => {
      logger.error(`not finished after ${graceSeconds} s; ending`);
      process.exit(1);
    }, graceSeconds * 1000);
    limit.unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
