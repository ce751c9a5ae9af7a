import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decodeEvent, encodeEvent } from './event.js';

const all = (): boolean => true;
const detail = fc.string({ unit: 'binary' });

describe('events', () => {
  it('come back as they were said, whatever the text', () => {
    fc.assert(
      fc.property(fc.uuid(), detail, fc.string({ minLength: 1 }), (id, text, job) => {
        const data = { job_id: job, dataset_id: 'd', status: 'failed', code: 'internal', detail: text, retraining_id: null } as const;
        const message = encodeEvent({
          id,
          service: 'trainer',
          project: 'p',
          type: 'training.failed',
          key: job,
          data: JSON.stringify(data),
        });
        expect(message).toMatchObject({ topic: 'training', key: job, type: 'training.failed' });
        expect(decodeEvent(message.value, all)).toMatchObject({ kind: 'event', event: { id, subject: job, project: 'p', data } });
        expect(decodeEvent(message.value, () => false)).toEqual({ kind: 'unwanted' });
      }),
    );
  });

  it('never throw on what is no event', () => {
    const junk = fc.oneof(fc.string(), fc.json(), fc.constant(null), fc.constant(undefined));
    fc.assert(fc.property(junk, (value) => expect(decodeEvent(value, all).kind).toBe('fault')));
  });
});
