import { formatBytes, formatCores } from './formatAmount';

describe('formatCores', () => {
  it.each([
    [0, '0m'],
    [0.1204, '120m'],
    [1, '1'],
    [1.505, '1.51'],
    [16, '16'],
  ])('writes %s as %s', (cores, text) => {
    expect(formatCores(cores)).toBe(text);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [134_217_728, '128 MiB'],
    [1.5 * 1024 ** 3, '1.5 GiB'],
    [5000 * 1024 ** 4, '5000 TiB'],
  ])('writes %s as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
