import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { errorCatalogue } from './errors/catalogue.js';
import { errorPage } from './errors/error-pages.js';
import { asyncApiDocument } from './events/asyncapi.js';
import { eventCatalogue, type EventType, eventTypes, topics } from './events/catalogue.js';

const committed = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const regenerate = 'npm run generate';

/** Any part of a document: what is not there is undefined, as in JSON. */
interface Json {
  [key: string]: Json;
}
const document = asyncApiDocument() as Json;
const at = (pointer: string) =>
  pointer
    .split('/')
    .slice(1)
    .reduce<Json | undefined>((value, name) => value?.[name.replaceAll('~1', '/')], document);
const referencesIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === '$ref' ? [inner as string] : referencesIn(inner)));
};

describe('docs/events/asyncapi.json', () => {
  it(`is what the catalogue says (else: ${regenerate})`, () => {
    expect(committed('docs/events/asyncapi.json') === `${JSON.stringify(document, null, 2)}\n`).toBe(true);
  });

  it('has the fields that AsyncAPI 3.0 requires', () => {
    expect(document.asyncapi).toBe('3.0.0');
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    for (const operation of Object.values(document.operations))
      expect(operation).toMatchObject({ action: 'receive', channel: { $ref: expect.anything() } });
  });

  it('has a channel for each topic and a message for each event, and no other', () => {
    expect(Object.keys(document.channels)).toEqual([...topics]);
    expect(Object.keys(document.components.messages)).toEqual(eventTypes);
    for (const type of eventTypes) expect(document.channels[eventCatalogue[type].topic].messages[type]).toBeDefined();
    const operations = Object.values(document.operations).map(({ channel }) => channel.$ref);
    expect(operations).toEqual(topics.map((topic) => `#/channels/${topic}`));
  });

  it('refers only to what is there', () => {
    const references = referencesIn(document);
    expect(references.length).toBeGreaterThan(eventTypes.length * 3);
    for (const reference of references) expect([reference, at(reference) !== undefined]).toEqual([reference, true]);
  });

  it.each(eventTypes)('describes the payload of %s as its schema checks it', (type: EventType) => {
    const schema = document.components.schemas[type];
    expect(schema.type).toBe('object');
    expect(Object.keys(schema.properties)).toEqual(Object.keys(eventCatalogue[type].schema.shape));
    expect(schema.properties).toHaveProperty(eventCatalogue[type].key);
    expect(schema.required).toContain(eventCatalogue[type].key);
  });
});

describe('docs/errors/README.md', () => {
  it(`is what the catalogue says (else: ${regenerate})`, () => {
    expect(committed('docs/errors/README.md') === errorPage()).toBe(true);
  });

  it('has an anchor for each code', () => {
    const anchors = [...errorPage().matchAll(/<a id="([^"]+)">/g)].map(([, code]) => code);
    expect(anchors.sort()).toEqual(Object.keys(errorCatalogue).sort());
  });
});
