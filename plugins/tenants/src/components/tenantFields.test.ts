import fc from 'fast-check';
import { newTenantName } from '@mctl/plugin-platform-common';
import { EMPTY_TENANT, suggestTenantName, tenantInput } from './tenantFields';

describe('suggestTenantName', () => {
  it.each([
    ['Acme Web', 'acme-web'],
    ['  Ünïcode & Söhne ', 'u-ni-code-so-hne'],
    ['3 Musketeers', 'musketeers'],
    ['', ''],
  ])('turns %j into %j', (displayName, name) => {
    expect(suggestTenantName(displayName)).toBe(name);
  });

  it('suggests nothing that is malformed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), text => {
        const name = suggestTenantName(text);
        const faults = newTenantName.safeParse(name).error?.issues ?? [];
        // Too short or reserved is for the person to mend.
        expect(
          name.length < 2 ||
            faults.every(({ message }) => message.includes('reserved')),
        ).toBe(true);
      }),
    );
  });
});

describe('tenantInput', () => {
  it('leaves out what is empty', () => {
    expect(
      tenantInput({ ...EMPTY_TENANT, tenant: 'acme', displayName: ' Acme ' }),
    ).toEqual({ tenant: 'acme', displayName: 'Acme' });
  });

  it('sends what is filled in', () => {
    expect(
      tenantInput({
        tenant: 'acme',
        displayName: 'Acme',
        description: 'Shop',
        contact: '#acme',
      }),
    ).toEqual({
      tenant: 'acme',
      displayName: 'Acme',
      description: 'Shop',
      contact: '#acme',
    });
  });
});
