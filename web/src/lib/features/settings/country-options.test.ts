import { describe, expect, it } from 'vitest';
import { countryOptions, timeZoneOptions } from './country-options.ts';

describe('choices of the workspace settings', () => {
  it('A-6 names countries in the language of the page', () => {
    expect(countryOptions('ar', 'SA').find(({ value }) => value === 'SA')?.label).toMatch(/السعودية/);
    expect(countryOptions('en', 'SA').find(({ value }) => value === 'SA')?.label).toBe('Saudi Arabia');
  });

  it('A-6 never loses the choice that is set', () => {
    expect(countryOptions('en', 'AQ').some(({ value }) => value === 'AQ')).toBe(true);
    expect(timeZoneOptions('Etc/UTC', new Date()).some(({ value }) => value === 'Etc/UTC')).toBe(true);
  });

  it('A-6 says how far a time zone is from UTC', () => {
    const riyadh = timeZoneOptions('Asia/Riyadh', new Date('2026-11-21')).find(({ value }) => value === 'Asia/Riyadh');
    expect(riyadh?.label).toBe('Asia/Riyadh (GMT+3)');
  });
});
