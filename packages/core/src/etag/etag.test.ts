import { describe, expect, it } from 'vitest';
import { etagOfText, isKnown, isMatch } from './etag.ts';

const TAG = etagOfText('one');

describe('entity tags', () => {
  it('K-1 are quoted, alike for the same text, different for another', () => {
    expect(TAG).toMatch(/^"[A-Za-z0-9+/]{22}"$/);
    expect(etagOfText('one')).toBe(TAG);
    expect(etagOfText('two')).not.toBe(TAG);
    expect(etagOfText('مرحبا')).not.toBe(etagOfText('مرحب'));
  });

  it.each([
    ['the tag', TAG, true],
    ['the tag in a list', `"x", ${TAG} ,"y"`, true],
    ['a list with an empty place', `, ,${TAG}`, true],
    ['a list whose other tag holds a comma', `"a,b",${TAG}`, true],
    ['any', ' * ', true],
    ['another tag', '"x"', false],
    ['the tag said to be weak', `W/${TAG}`, false],
    ['the tag without its quotes', TAG.slice(1, -1), false],
    ['a broken list', `${TAG} "x`, false],
    ['nothing', '', false],
  ])('K-1 If-Match takes %s by strong comparison', (_title, header, expected) => {
    expect(isMatch(header, TAG)).toBe(expected);
  });

  it.each([
    ['the tag', TAG, true],
    ['the tag said to be weak', `W/${TAG}`, true],
    ['any', '*', true],
    ['another tag', '"x"', false],
    ['a broken list', `"x" ${TAG}`, false],
  ])('K-1 If-None-Match takes %s by weak comparison', (_title, header, expected) => {
    expect(isKnown(header, TAG)).toBe(expected);
  });
});
