import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { changeBetween, compareVersions, formatVersion, nextVersion, parseVersion, type VersionEvidence } from './semantic-version.js';

const part = fc.integer({ min: 0, max: 999_999_998 });
const version = fc.record({ major: part, minor: part, patch: part });
const evidence: VersionEvidence = {
  signatureDigest: 's',
  dataDigest: 'd',
  algorithm: 'logistic',
  hyperparameters: { c: 1, penalty: { kind: 'l2', rates: [1, 2] } },
};

describe('semantic versions', () => {
  it('reads what it writes, and orders as numbers do', () => {
    fc.assert(fc.property(version, (each) => expect(parseVersion(formatVersion(each))).toEqual(each)));
    expect(compareVersions(parseVersion('1.10.0'), parseVersion('1.9.9'))).toBeGreaterThan(0);
    expect(compareVersions(parseVersion('2.0.0'), parseVersion('2.0.0'))).toBe(0);
  });

  it.each(['1', '1.2', '1.2.3.4', 'v1.0.0', '01.0.0', '1.0.0-beta', '1.0.1000000000', '', ' 1.0.0', '1.0.0\n'])('refuses "%s"', (text) => {
    expect(() => parseVersion(text)).toThrow(expect.objectContaining({ code: 'model.version_invalid' }));
  });

  it('grows by every kind of change', () => {
    fc.assert(
      fc.property(version, fc.constantFrom('major' as const, 'minor' as const, 'patch' as const), (each, change) =>
        expect(compareVersions(nextVersion(each, change), each)).toBeGreaterThan(0),
      ),
    );
    expect(formatVersion(nextVersion(parseVersion('1.2.3'), 'major'))).toBe('2.0.0');
    expect(formatVersion(nextVersion(parseVersion('1.2.3'), 'minor'))).toBe('1.3.0');
    expect(formatVersion(nextVersion(parseVersion('1.2.3'), 'patch'))).toBe('1.2.4');
  });

  it.each([
    [{}, 'patch'],
    [{ hyperparameters: { penalty: { rates: [1, 2], kind: 'l2' }, c: 1 } }, 'patch'],
    [{ hyperparameters: { ...evidence.hyperparameters, c: 2 } }, 'minor'],
    [{ hyperparameters: { c: 1, penalty: { kind: 'l2', rates: [2, 1] } } }, 'minor'],
    [{ algorithm: 'lightgbm' }, 'minor'],
    [{ dataDigest: 'e' }, 'minor'],
    [{ signatureDigest: 't', dataDigest: 'e' }, 'major'],
  ] as const)('tells the change from the evidence: %j is %s', (difference, change) => {
    expect(changeBetween(evidence, { ...evidence, ...difference })).toBe(change);
  });
});
