import type { Problem } from '@atelier/contracts';

/** The platform's refusal: the problem details as answered, with the stable `code`, `detail`, `help` and, for a bad body, `errors[]`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  constructor(
    readonly problem: Problem,
    readonly request: string,
  ) {
    super(`${request}: ${problem.detail} (${problem.code}) ${problem.help}`);
  }

  get code(): string {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }
}

/** No answer at all: nothing listens at the address, or the connection broke. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  constructor(url: string, options: { cause: unknown }) {
    super(`No answer from ${url}. Is Atelier running there? Start it with: npm start`, options);
  }
}
