import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const pages = execFileSync('git', ['ls-files', '*.md'], { encoding: 'utf8' }).trim().split('\n');

describe('links of the documentation', () => {
  it.each(pages)('%s refers to files that are there', (page) => {
    const text = existsSync(page) ? readFileSync(page, 'utf8') : '';
    const links = [...text.matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)].map(([, link]) => link).filter((link) => !/^[a-z]+:/.test(link));
    expect(links.filter((link) => !existsSync(join(dirname(page), link)))).toEqual([]);
  });

  it('reaches every page of the guide from README', () => {
    const guide = pages.filter((page) => page.startsWith('docs/guide/'));
    const readme = readFileSync('README.md', 'utf8');
    expect(guide.length).toBeGreaterThan(4);
    for (const page of guide) expect(readme).toContain(`(${page})`);
  });
});
