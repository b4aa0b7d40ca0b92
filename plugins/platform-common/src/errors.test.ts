import { ERROR_STATUS } from './errors';

describe('error codes', () => {
  it('keep the contract still', () => {
    expect(ERROR_STATUS).toMatchSnapshot();
  });

  it.each(Object.keys(ERROR_STATUS))('%s is snake_case', code => {
    expect(code).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
  });
});
