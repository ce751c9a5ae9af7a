// DuckDB's own way, in a process of its own: read a CSV with types sniffed, SUMMARIZE it, write it as Parquet. Prints the milliseconds.
// usage: node duckdb-own.mjs FILE FOLDER
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const [file, folder] = process.argv.slice(2);
const begun = performance.now();
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
await connection.run(`CREATE TABLE uploaded AS SELECT * FROM read_csv('${file}')`);
await connection.runAndReadAll('SUMMARIZE uploaded');
await connection.run(`COPY uploaded TO '${join(folder, 'own.parquet')}' (FORMAT parquet, COMPRESSION zstd)`);
console.log(performance.now() - begun);
