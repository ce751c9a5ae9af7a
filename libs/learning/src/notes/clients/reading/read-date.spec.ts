import { expect, it } from '@jest/globals';
import { readDate } from './read-date.js';

it.each([
  ['2025-01-31', { date: '2025-01-31' }],
  ['2025/1/5', { date: '2025-01-05' }],
  ['2025-01-31T10:20', { date: '2025-01-31T10:20:00.000Z' }],
  ['2025-01-31 10:20:30+02:00', { date: '2025-01-31T08:20:30.000Z' }],
  ['31.1.2025', { date: '2025-01-31' }],
  ['31. 1. 2025', { date: '2025-01-31' }],
  ['1/2/2025', { numbers: [1, 2], year: 2025 }],
  ['31/12/2025', { numbers: [31, 12], year: 2025 }],
  ['2025-02-30', undefined],
  ['30/31/2025', undefined],
  ['0/0/2025', undefined],
  ['2025-01-31T25:00', undefined],
  ['yesterday', undefined],
  ['31.1.25', undefined],
])('reads %j as %j', (text, expected) => expect(readDate(text)).toEqual(expected));
