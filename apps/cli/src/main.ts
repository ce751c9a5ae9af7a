#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Only what is loaded from here on is kept compiled, here and in the child processes, so the command itself is imported after it.
enableCompileCache();
const { run } = await import('./run.js');
await run();
