import { InvalidArgumentError } from 'commander';
import { fileText } from './files.js';

/** An argument that is JSON. */
export function jsonOf<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new InvalidArgumentError(`It is not JSON: ${(error as Error).message}`);
  }
}

/** The rows of a file of JSON lines; an error names the line. */
export function rowsOfFile<Row>(file: string): Row[] {
  return fileText(file)
    .split('\n')
    .flatMap((line, i) => {
      if (line.trim() === '') return [];
      try {
        return [JSON.parse(line) as Row];
      } catch (cause) {
        throw new Error(`${file}, line ${i + 1} is not JSON: ${(cause as Error).message}`, { cause });
      }
    });
}
