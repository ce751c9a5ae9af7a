// Imported before each test file: CommonJS packages that use Nest must find it already loaded as ESM,
// else "Cannot require() ES Module … in a cycle".
import 'reflect-metadata';
import '@nestjs/common';
import '@nestjs/core';
